import type { WatchChain } from './WatchChain.js';
import type { WatchClock } from './WatchClock.js';
import type { WatchLogger } from './WatchLogger.js';

/** What a watcher is made of beside its configuration. */
export type WatcherDeps = {
  chain: WatchChain;
  /** The machine's clock by default. */
  clock?: WatchClock;
  /** Nothing is logged by default. */
  logger?: WatchLogger;
};
