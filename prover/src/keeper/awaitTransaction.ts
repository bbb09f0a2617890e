import { type Hash, TransactionReceiptNotFoundError, WaitForTransactionReceiptTimeoutError } from 'viem';
import type { ChainReader } from '../chain/ChainClients.js';
import { toChainError } from '../chain/toChainError.js';
import type { KeeperEntry } from './KeeperJournal.js';
import type { SentTransaction } from './sendSigned.js';

export type AwaitTransactionParameters = {
  publicClient: ChainReader;
  sent: SentTransaction;
  /** How long to wait; one that was refused isn't waited for. */
  timeoutMs: number;
  /** Unix seconds, for the entry. */
  now: number;
};

/**
 * Waits until a transaction is mined.
 *
 * @returns what belongs into the journal: `done`, `failed` when it was reverted or refused, `sent` when it isn't mined yet
 * @throws chain/call-failed, chain/unreachable
 */
export async function awaitTransaction(parameters: AwaitTransactionParameters): Promise<KeeperEntry> {
  const { publicClient, sent, timeoutMs, now } = parameters;
  const { hash: transactionHash, raw, refused } = sent;
  const receipt = await readReceipt(publicClient, transactionHash, refused === undefined ? timeoutMs : 0);
  if (receipt?.status === 'success') return { state: 'done', at: now, transactionHash };
  if (receipt !== undefined) return { state: 'failed', at: now, transactionHash, reason: 'reverted when mined' };
  if (refused !== undefined) return { state: 'failed', at: now, transactionHash, reason: refused };
  return { state: 'sent', at: now, transactionHash, raw };
}

async function readReceipt(publicClient: ChainReader, hash: Hash, timeoutMs: number) {
  try {
    if (timeoutMs === 0) return await publicClient.getTransactionReceipt({ hash });
    return await publicClient.waitForTransactionReceipt({ hash, timeout: timeoutMs });
  } catch (error) {
    const isMissing =
      error instanceof TransactionReceiptNotFoundError || error instanceof WaitForTransactionReceiptTimeoutError;
    if (isMissing) return undefined;
    throw toChainError(error, 'waiting for the transaction');
  }
}
