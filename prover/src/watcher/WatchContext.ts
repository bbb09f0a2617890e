import type { WatchChain } from './WatchChain.js';
import type { WatchClock } from './WatchClock.js';
import type { WatcherConfig } from './WatcherConfig.js';
import type { WatcherStatus } from './WatcherStatus.js';
import type { WatchIdentity } from './WatchIdentity.js';
import type { WatchLogger } from './WatchLogger.js';
import type { WatchStore } from './WatchStore.js';
import type { WatchTimes } from './WatchTimes.js';

/** What the parts of one running watcher share. */
export type WatchContext = {
  readonly config: WatcherConfig;
  readonly chain: WatchChain;
  readonly clock: WatchClock;
  readonly logger: WatchLogger;
  readonly store: WatchStore;
  readonly times: WatchTimes;
  readonly identity: WatchIdentity;
  /** Aborted when the watcher stops. */
  readonly signal: AbortSignal;
  readonly counters: WatcherStatus['counters'];
  readonly problems: Map<string, string>;
  /** Epochs whose root was seen on the chain. */
  readonly posted: Set<number>;
};
