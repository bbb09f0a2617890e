import type { Address } from 'viem';
import type { WatchOpening } from './WatchOpening.js';

/** What a watcher posts and hands out for one epoch. Made by `createWatchTree`. */
export type WatchTree = {
  watcher: Address;
  epoch: number;
  /** What goes on the chain. */
  root: bigint;
  /** Number of leaves. */
  size: number;
  /**
   * The leaf of one provider with its path.
   *
   * @throws uptime/unknown-provider
   */
  opening(provider: Address): WatchOpening;
};
