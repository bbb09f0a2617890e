import type { Address, Hash } from 'viem';
import type { WatchOpening } from '../statements/uptime/opening.js';
import type { WatchTimes } from './time.js';

/** A provider that a watcher has to probe. */
export type WatchedProvider = {
  provider: Address;
  /** The key that answers probes, as registered. */
  responder: Address;
  /** Where it is probed: an http or https URL, as registered and so not to be trusted. */
  endpoint: string;
};

/** A leaf that a provider demanded of this watcher on the chain. */
export type WatchDemand = {
  epoch: number;
  provider: Address;
  /** Last moment to reveal, in unix seconds. */
  revealBy: number;
};

/**
 * What a watcher needs of the chain, for one watcher at one deployment. Every method may throw `chain/…`; the watcher tries
 * again at its next look. Writing methods resolve once the transaction is mined, and are called one after another.
 */
export interface WatchChain {
  readonly chainId: number;
  /** The StakeRegistry, which names providers and their keys. */
  readonly registry: Address;
  /** The watcher's own address. */
  readonly watcher: Address;
  /** Unix seconds of the chain's latest block. */
  now(): Promise<number>;
  /** The court's time parameters, which never change. */
  times(): Promise<WatchTimes>;
  /**
   * Whether this machine has a network that works. Asked before a slot counts as down, so that a watcher's own outage isn't
   * held against providers. Never throws.
   */
  isOnline(): Promise<boolean>;
  /** Whether the epoch's seed is fixed, so that its committees are. */
  isSeedDrawn(epoch: number): Promise<boolean>;
  /** Fixes the seed; only possible while the epoch before is running. */
  drawSeed(epoch: number): Promise<Hash>;
  /** Whether this watcher is in the epoch's set, and so has to post a root, even of an empty tree. */
  isSeated(epoch: number): Promise<boolean>;
  /** The providers whose committee this watcher is in; empty for an epoch that is void. The seed must be drawn. */
  assignments(epoch: number): Promise<readonly WatchedProvider[]>;
  /** The root that this watcher posted; undefined before. */
  postedRoot(epoch: number): Promise<bigint | undefined>;
  /** Posts the root over this watcher's records of an epoch that has ended; one root an epoch, and it stays. */
  postRoot(epoch: number, root: bigint): Promise<Hash>;
  /** Demands of an epoch addressed to this watcher that aren't answered yet. */
  demands(epoch: number): Promise<readonly WatchDemand[]>;
  /** Answers a demand on the chain; everybody sees the leaf then. */
  reveal(opening: WatchOpening): Promise<Hash>;
}
