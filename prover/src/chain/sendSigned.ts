import { type Hash, type Hex, keccak256, TransactionNotFoundError } from 'viem';
import type { ChainReader } from './ChainClients.js';
import { classifySendError, type SendProblem } from './classifySendError.js';
import { toChainError } from './toChainError.js';

/** A signed transaction, and those with the same nonce that it replaces. */
export type SignedTransaction = {
  raw: Hex;
  /** The hashes of the replaced ones, the latest first: any of them may be mined instead. */
  replaced: readonly Hash[];
};

/** A signed transaction that was sent, now or before. */
export type SentTransaction = SignedTransaction & {
  hash: Hash;
  /** What the endpoint has against it; undefined when it is on its way. */
  problem?: { kind: SendProblem; message: string };
};

/**
 * Sends a signed transaction, for the first time or again. What the endpoint says to one that it has already isn't taken for an
 * answer. Never throws.
 */
export async function sendSigned(
  publicClient: ChainReader,
  { raw, replaced }: SignedTransaction,
): Promise<SentTransaction> {
  const sent: SentTransaction = { raw, replaced, hash: keccak256(raw) };
  try {
    await publicClient.sendRawTransaction({ serializedTransaction: raw });
    return sent;
  } catch (error) {
    const kind = classifySendError(error);
    if (kind === 'known') return sent;
    const { message } = toChainError(error, 'sending the transaction');
    const isAboutFees = kind === 'underpriced' || kind === 'replacement-underpriced';
    if (!isAboutFees && kind !== 'unreachable' && (await isKnown(publicClient, sent))) return sent;
    return { ...sent, problem: { kind, message } };
  }
}

async function isKnown(publicClient: ChainReader, { hash, replaced }: SentTransaction): Promise<boolean> {
  for (const candidate of [hash, ...replaced]) {
    const found = await publicClient.getTransaction({ hash: candidate }).then(
      () => true,
      // Without an answer it may be on its way.
      (error: unknown) => !(error instanceof TransactionNotFoundError),
    );
    if (found) return true;
  }
  return false;
}
