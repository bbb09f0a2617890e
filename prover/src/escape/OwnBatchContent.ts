import type { Receipt } from '../receipt/Receipt.js';
import type { OwnAccount, OwnWithdrawal } from './OwnAccount.js';

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
