import type { Address, Hex } from 'viem';

/** What a watcher asks a provider's server to sign, as proof that it is up right now. */
export type ProbeChallenge = {
  version: 1;
  /** The watcher that asks. */
  watcher: Address;
  /** The provider that is asked. */
  provider: Address;
  /** The epoch that the answer counts for. */
  epoch: number;
  /** The slot within it, from 0 to 95. */
  slot: number;
  /** 32 random bytes, so that no answer can be made before it is asked for. */
  nonce: Hex;
  /** When the watcher asked, in unix seconds. */
  issuedAt: number;
};
