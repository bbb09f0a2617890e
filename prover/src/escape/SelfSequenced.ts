import type { ExecutedBatch, SettledReceipt } from '../batch/ExecutedBatch.js';
import type { SubmittedOwnBatch } from './submitOwnBatch.js';

/** A batch of one's own that is on the chain, and what it did. */
export type SelfSequenced = SubmittedOwnBatch & {
  settlements: SettledReceipt[];
  withdrawals: ExecutedBatch['data']['withdrawals'];
  proveMs: number;
};
