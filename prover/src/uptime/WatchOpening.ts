import type { Address } from 'viem';
import type { WatchLeaf } from './WatchLeaf.js';

/**
 * A leaf of a watcher's tree with what proves it: what a watcher hands to the provider concerned, and to nobody else.
 *
 * `siblings[0]` are the leaf's three neighbours, left to right, `siblings[7]` the root's children.
 */
export type WatchOpening = WatchLeaf & {
  /** Place of the leaf in the tree, from 0 to 4^8 - 1. */
  index: number;
  /** Field elements, [WATCH_DEPTH][3]. */
  siblings: readonly (readonly [bigint, bigint, bigint])[];
  /** The root that the watcher posted. */
  root: bigint;
};

/** An opening as JSON: `serializeWatchOpening` writes it, `parseWatchOpening` reads it. */
export type SerializedWatchOpening = {
  watcher: Address;
  provider: Address;
  epoch: number;
  /** `0x` and 24 digits, a big-endian number. */
  bitmap: string;
  /** `0x` and 64 digits, as every field element below. */
  salt: string;
  index: number;
  siblings: [string, string, string][];
  root: string;
};
