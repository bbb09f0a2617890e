import type { Address } from 'viem';

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
