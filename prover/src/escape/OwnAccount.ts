import type { Terms } from '../account/Terms.js';

/** An account whose secrets whoever makes a batch has: its own, or an allowance that was opened for it. */
export type OwnAccount = {
  serial: number;
  /** As it was opened, with its view key. */
  terms: Terms;
  /** The owner's key; needed to withdraw. */
  privateKey?: bigint;
};

/** A withdrawal that is to be signed for the state that the chain tells. */
export type OwnWithdrawal = {
  serial: number;
  /** Token base units; `all` takes what settlements of the same batch bring as well. */
  amount: bigint | 'all';
  recipient: `0x${string}`;
};
