import type { Registry } from 'prom-client';
import type { Address } from 'viem';
import type { Logger } from '../telemetry/log.js';
import type { WatchClock } from './clock.js';
import type { WatcherStatus } from './context.js';
import type { WatchChain } from './WatchChain.js';

/** A watcher: probes, records, posts, answers. Made by `createWatcher`. */
export type Watcher = {
  readonly address: Address;
  /** Rejects when probes or duties end by a fault; then the watcher has to be stopped, and started anew. */
  readonly failure: Promise<never>;
  /**
   * Opens the data folder, reads the court's times, serves HTTP and watches from then on. What failed to start is stopped again.
   *
   * @throws watcher/bad-configuration, watcher/foreign-data, watcher/secret-missing, watcher/unusable-folder, chain/…
   */
  start(): Promise<void>;
  /** Stops in the reverse order. Nothing that was recorded is lost, and the next start goes on from there. */
  stop(): Promise<void>;
  /** Where the HTTP service listens, once started. */
  url(): string;
  /** What it is doing, as `GET /v1/status` tells it. */
  status(): WatcherStatus;
};

/** What a watcher is made of beside its configuration. */
export type WatcherDeps = {
  chain: WatchChain;
  /** The machine's clock by default. */
  clock?: WatchClock;
  /** Nothing is logged by default. */
  logger?: Logger;
  /** The registry of prom-client that its metrics go into, `tallystick_watcher_…`; none by default. Keep them to yourself. */
  metrics?: Registry;
};
