import type { Address } from 'viem';

/**
 * What became of a member's leaf of a provider: nobody asked, its provider demanded it on the chain, it was revealed, or it was
 * not in time, and the member's root counts as 0.
 */
export type LeafState = 'untouched' | 'demanded' | 'revealed' | 'struck';

export type CommitteeMember = {
  /** Its position in the epoch's watcher set. */
  position: number;
  watcher: Address;
  /** Its root as it counts now: 0 where it posted none or was struck. */
  root: bigint;
  leaf: LeafState;
};

/** The watchers who judge a provider in an epoch. */
export type Committee = {
  provider: Address;
  epoch: number;
  /** Whether there is one: a seed was drawn, with 5 watchers or more. */
  drawn: boolean;
  /** Whether fewer than 3 roots count, as far as can be said now: roots may come and members be struck. */
  isVoid: boolean;
  /** The five members, in the order of a proof's public inputs; none when not drawn. */
  members: CommitteeMember[];
};
