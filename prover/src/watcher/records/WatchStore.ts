import type { Address } from 'viem';
import type { Bitmap } from '../../statements/uptime/bitmap.js';
import type { WatchedProvider } from '../WatchChain.js';

/** Whom a store belongs to. */
export type WatchStoreOwner = {
  chainId: number;
  registry: Address;
  watcher: Address;
  /** Names the secret without giving it away. */
  secretId: string;
};

/** What a watcher found out about one provider in one slot. */
export type SlotRecord = {
  /** `unobserved`: this watcher had no network of its own. Counts as up, like a slot without a record. */
  outcome: 'up' | 'down' | 'unobserved';
  /** Why not up. */
  reason?: string;
  /** When it was recorded, in milliseconds of the unix epoch. */
  atMs: number;
};

/** What a watcher says of an epoch: decided once, and never otherwise. A leaf's index is its place in the list. */
export type EpochRecord = {
  epoch: number;
  root: bigint;
  leaves: readonly { provider: Address; bitmap: Bitmap }[];
};

/**
 * A watcher's memory. A promise of a writing method resolves only once the change is durable, so whatever was acknowledged
 * survives a crash; the first to write a slot or an epoch wins, also over another process.
 *
 * Methods throw watcher/store-closed after `close`.
 */
export interface WatchStore {
  /** Undefined for a new store. */
  owner(): WatchStoreOwner | undefined;
  /** Claims a new store; answers whom it belongs to now. */
  claim(owner: WatchStoreOwner): Promise<WatchStoreOwner>;
  /** Keeps the providers to probe in an epoch; replaces what was kept. */
  putAssignments(epoch: number, providers: readonly WatchedProvider[]): Promise<void>;
  assignments(epoch: number): readonly WatchedProvider[] | undefined;
  /** Keeps what a slot came to, unless it is kept already. */
  putSlot(at: { epoch: number; provider: Address; slot: number }, record: SlotRecord): Promise<boolean>;
  /** The records of a provider's slots in an epoch, by slot. */
  slots(epoch: number, provider: Address): Map<number, SlotRecord>;
  /** Decides an epoch, unless it is decided already; answers what is decided. */
  putEpoch(record: EpochRecord): Promise<EpochRecord>;
  epoch(epoch: number): EpochRecord | undefined;
  /** The latest epoch that is decided. */
  latestEpoch(): EpochRecord | undefined;
  /** Forgets everything about epochs before this one. */
  prune(beforeEpoch: number): Promise<void>;
  close(): Promise<void>;
}
