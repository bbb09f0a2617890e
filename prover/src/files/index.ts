/**
 * Files and processes as the programs of these packages share them: locks that outlive a killed holder, what tells one process from another.
 * It imports no other room, and only Node.js.
 *
 * @packageDocumentation
 */

export { findListenProblem } from './findListenProblem.js';
export { type CommandOption, findMissingValue } from './findMissingValue.js';
export { isAlive } from './isAlive.js';
export { networkOf } from './networkOf.js';
export { outliveReaders } from './outliveReaders.js';
export { processIdentity } from './processIdentity.js';
export { type FileLock, takeFileLock } from './takeFileLock.js';
export { MOST_TRUSTED_PROXIES, trustHops } from './trustHops.js';
export { END_SIGNALS, untilSignal } from './untilSignal.js';
