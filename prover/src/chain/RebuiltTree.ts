import type { Hash } from 'viem';
import type { NodeStore } from '../tree/NodeStore.js';
import type { PublishedAccount, TreeOpening } from './TreeOpening.js';

/** Where a rebuild stopped: with the node store, all that it takes to go on from there. */
export type RebuildCheckpoint = {
  /** The last batch in the store. */
  batchId: bigint;
  /** The log after which to go on. */
  blockNumber: bigint;
  logIndex: number;
  /** Hash of that log's block: after a reorganisation it is another. Undefined before the first log. */
  blockHash: Hash | undefined;
  /** Accounts that no batch has taken yet, as they would be opened. */
  queued: { serial: number; opened: PublishedAccount['opened'] }[];
  /** The accounts among the openings, which can be opened on later batches too. */
  followed: { serial: number; published: PublishedAccount | undefined }[];
};

/** The state tree as L1 data alone gives it. */
export type RebuiltTree = {
  batchId: bigint;
  /** Equal to the contract's for this batch. */
  root: bigint;
  /** All nodes: `new AccountTree(nodes).path(serial)` gives a path at this batch. */
  nodes: NodeStore;
  /** Leaves that were written, opens included. */
  updates: number;
  /** Those asked for, in the order asked. */
  openings: TreeOpening[];
  checkpoint: RebuildCheckpoint;
};
