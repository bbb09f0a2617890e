import type { Address } from 'viem';
import type { Signature } from '../signature/Signature.js';

/** An owner's order to move tokens out of an account to an address, by way of the next batch and a claim on L1. */
export type Withdrawal = {
  serial: number;
  /** The account's current nonce; applying the withdrawal raises it. */
  nonce: number;
  /** Token base units, from 1 to 2^88 - 1. */
  amount: bigint;
  recipient: Address;
  /** By the account's owner over `withdrawalMessage`. */
  signature: Signature;
};

/** What a withdrawal says, with the domain it is signed for and without its signature. */
export type UnsignedWithdrawal = Omit<Withdrawal, 'signature'> & { domain: bigint };
