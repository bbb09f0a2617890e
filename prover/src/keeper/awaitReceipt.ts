import {
  type Hash,
  type TransactionReceipt,
  TransactionReceiptNotFoundError,
  WaitForTransactionReceiptTimeoutError,
} from 'viem';
import type { ChainReader } from '../chain/ChainClients.js';

/**
 * A transaction's receipt, once it is mined.
 *
 * @param timeoutMs how long to wait; 0 asks once
 * @returns undefined when it isn't mined by then
 */
export async function awaitReceipt(
  publicClient: ChainReader,
  hash: Hash,
  timeoutMs: number,
): Promise<TransactionReceipt | undefined> {
  try {
    if (timeoutMs === 0) return await publicClient.getTransactionReceipt({ hash });
    return await publicClient.waitForTransactionReceipt({ hash, timeout: timeoutMs });
  } catch (error) {
    const isMissing =
      error instanceof TransactionReceiptNotFoundError || error instanceof WaitForTransactionReceiptTimeoutError;
    if (isMissing) return undefined;
    throw error;
  }
}
