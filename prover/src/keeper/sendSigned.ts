import { type Hash, type Hex, keccak256, TransactionNotFoundError } from 'viem';
import type { ChainReader } from '../chain/ChainClients.js';
import { toChainError } from '../chain/toChainError.js';

/** A signed transaction that was sent, now or before. */
export type SentTransaction = {
  hash: Hash;
  raw: Hex;
  /** Why the endpoint won't take it, and doesn't know it either; undefined when it is on its way or may be. */
  refused?: string;
};

/**
 * Sends a signed transaction, for the first time or again. What the endpoint says to one that it has already isn't taken for an
 * answer.
 *
 * @throws chain/call-failed, chain/unreachable when the endpoint can't be asked
 */
export async function sendSigned(publicClient: ChainReader, raw: Hex): Promise<SentTransaction> {
  const hash = keccak256(raw);
  const refused = await publicClient.sendRawTransaction({ serializedTransaction: raw }).then(
    () => undefined,
    (error: unknown) => toChainError(error, 'sending the transaction'),
  );
  if (refused === undefined || refused.code === 'chain/unreachable') return { hash, raw };
  return (await isKnown(publicClient, hash)) ? { hash, raw } : { hash, raw, refused: refused.message };
}

async function isKnown(publicClient: ChainReader, hash: Hash): Promise<boolean> {
  try {
    await publicClient.getTransaction({ hash });
    return true;
  } catch (error) {
    if (error instanceof TransactionNotFoundError) return false;
    throw toChainError(error, 'looking for the transaction');
  }
}
