import type { Address } from 'viem';

/** The deployment that probes and requests for openings belong to: their signatures are worth nothing elsewhere. */
export type ProbeDomain = {
  chainId: number;
  /** The StakeRegistry that names the provider's responder. */
  registry: Address;
};
