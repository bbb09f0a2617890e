import type { Address } from 'viem';
import { stakeError } from './stakeErrors.js';

/** What an account is at the stake registry. One address may have an account of each kind. */
export type StakeKind = 'provider' | 'watcher';

/**
 * Where an account stands: `none` was never registered or was paid out; `active` meets its requirement; `inactive` fell below it
 * and may be topped up until its grace ends; `exiting` leaves.
 */
export type StakeStatus = 'none' | 'active' | 'inactive' | 'exiting';

/** What a provider can deliver, in the units that the registry has rates for. Each is a whole number below 2^32. */
export type StakeCapacity = { compute: number; storageGib: number; egressMibPerSecond: number };

/** An account of the stake registry as the chain has it. Amounts are token base units, times unix seconds. */
export type StakeAccount = {
  kind: StakeKind;
  address: Address;
  status: StakeStatus;
  /** What is at stake, unbonding or not. */
  stake: bigint;
  /** The part that is unbonding. */
  unbonding: bigint;
  /** When that can be withdrawn; 0 without an unbonding. */
  withdrawableAt: number;
  /** What has to stay bonded, by the present rates. */
  requirement: bigint;
  /** Until when an inactive account can be topped up; 0 for the others. */
  graceEndsAt: number;
  /** Share of slots in 1/10000 that a provider promised last; 0 for watchers. */
  promisedUptimeBps: number;
  /** Whose key answers the watchers' challenges; the zero address for watchers. */
  responder: Address;
  capacity: StakeCapacity;
  /** Where the account is reached. */
  endpoint: string;
};

/** What a provider declares at the stake registry. */
export type ProviderTerms = {
  /** What it can deliver; at least one unit of something. It decides how much must be staked. */
  capacity: StakeCapacity;
  /** The share of slots in which it will be up, in 1/10000. */
  promisedUptimeBps: number;
  /** Whose key answers the watchers' challenges. It has no power over the stake. */
  responder: Address;
  /** Where it is reached: the URL of an HTTP service. */
  endpoint: string;
};

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

/** An epoch's times, in unix seconds. Each window ends where the next begins, and doesn't contain its end. */
export type EpochTimes = {
  startsAt: number;
  /** From here until `postUntil` watchers post. */
  endsAt: number;
  /** From here until `demandUntil` providers may demand a leaf; proofs are taken until `proofUntil`. */
  postUntil: number;
  demandUntil: number;
  revealUntil: number;
  proofUntil: number;
  slashUntil: number;
};

const NUMBERS: Readonly<Record<StakeKind, number>> = { provider: 0, watcher: 1 };

/**
 * A kind of account as the contracts number it.
 *
 * @throws stake/malformed
 */
export function kindNumber(kind: StakeKind): number {
  if (Object.hasOwn(NUMBERS, kind)) return NUMBERS[kind];
  throw stakeError('stake/malformed', {
    facts: { field: 'kind', given: kind, expected: 'provider or watcher' },
  });
}
