/**
 * What following the chain changed of the base: the root, tree, accounts and queue in the store, on which live batches stand. The store
 * says all of this already; whoever works on batches hears of it here.
 */
export type BaseChange = {
  /** Own batches that have their confirmations and became final, oldest first. */
  final: { id: number; block: bigint; gasUsed: bigint | undefined }[];
  /**
   * Own batches whose block vanished in a reorg. They are live again, before all other live ones, with the proofs that they have; the
   * publisher sends them again.
   */
  reinstated: number[];
  /**
   * Live batches that don't stand on the base any more (another batch took their place, an open of theirs vanished or was refunded). They
   * are discarded already and their items wait again: work on their proofs is wasted, and the next batch is executed anew.
   */
  discarded: number[];
  /** How many batches of others came into the base, and how many left it. */
  foreign: { added: number; removed: number };
  /** How many followed blocks turned out to be gone; 0 without a reorg. */
  reorgDepth: number;
};
