import type { Address } from 'viem';
import type { StakeCapacity } from './StakeAccount.js';

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
