import type { TransactionRecord } from '../store/createTransactionStore.js';

/**
 * The dearest transaction with a nonce that is still held: what another one has to top. What every node has dropped needn't be topped: it may
 * have been sent near the cap, and there would be no way past it.
 */
export async function dearestOf(
  transactions: readonly TransactionRecord[],
  nonce: number,
  isHeld: (transaction: TransactionRecord) => boolean | Promise<boolean>,
): Promise<TransactionRecord | undefined> {
  const rivals = transactions.filter((transaction) => transaction.nonce === nonce);
  rivals.sort((a, b) => (a.maxFeePerGas < b.maxFeePerGas ? 1 : -1));
  for (const rival of rivals) if (await isHeld(rival)) return rival;
  return undefined;
}
