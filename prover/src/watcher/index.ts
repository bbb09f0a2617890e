/**
 * The watcher: probes providers, keeps the records, serves and asks for openings, does its duties in court.
 * It may import core, chain, statements and guarded.
 *
 * @packageDocumentation
 */

export type { Logger } from '../telemetry/log.js';
export { type CollectedOpenings, type CollectOpeningsParameters, collectOpenings } from './asking/collectOpenings.js';
export { type FetchOpeningParameters, fetchOpening } from './asking/fetchOpening.js';
export { createVirtualClock, type VirtualClock, type WatchClock } from './clock.js';
export type { WatcherConfig } from './config.js';
export type { WatcherStatus } from './context.js';
export { type CreateWatchChainParameters, createWatchChain } from './createWatchChain.js';
export { createWatcher } from './createWatcher.js';
export type { WatchTimes } from './time.js';
export type { WatchChain, WatchDemand, WatchedProvider } from './WatchChain.js';
export type { Watcher, WatcherDeps } from './watcher.js';
export { watcherError } from './watcherErrors.js';
