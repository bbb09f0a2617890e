import type { ExecutedBatch, SettledReceipt } from '../batch/steps.js';
import type { Terms } from '../core/account/terms.js';
import type { Receipt } from '../core/receipt/receipt.js';
import type { SubmittedOwnBatch } from './submitOwnBatch.js';

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

/** What a batch of one's own is to do. */
export type OwnBatchContent = {
  /** Every account that the batch is to touch. The slots without other use refresh these. */
  accounts: readonly OwnAccount[];
  /** Receipts of allowances among `accounts`; their providers' accounts must be there too. */
  settlements?: readonly Receipt[];
  withdrawals?: readonly OwnWithdrawal[];
  /** How many accounts of the contract's queue to take, from its beginning; none by default. */
  openCount?: number;
};

/** A batch of one's own that is on the chain, and what it did. */
export type SelfSequenced = SubmittedOwnBatch & {
  settlements: SettledReceipt[];
  withdrawals: ExecutedBatch['data']['withdrawals'];
  proveMs: number;
};
