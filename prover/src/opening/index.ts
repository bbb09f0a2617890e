/**
 * Opening allowances when a request asks for one, with records that outlive the process.
 * It may import core, consumer, clientFiles, sequencerClient, chain and guarded, and runs in Node.js alone.
 *
 * @packageDocumentation
 */
export { type AllowanceOpener, type AllowanceOpenerOptions, createAllowanceOpener } from './createAllowanceOpener.js';
export { openingError } from './openingErrors.js';
export { type OpenRecordedParameters, openRecorded } from './openRecorded.js';
export { type RegisterOpenedParameters, registerOpened } from './registerOpened.js';
