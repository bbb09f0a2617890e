import { setTimeout as delay } from 'node:timers/promises';
import { type Hash, type Hex, parseTransaction, type TransactionReceipt, type TransactionSerializable } from 'viem';
import type { ChainClients, ChainReader } from '../ChainClients.js';
import type { SendOptions } from './call.js';
import type { SendProblem } from './classifySendError.js';
import { readFees } from './fees.js';
import { type SentTransaction, type SignedTransaction, sendSigned, signerOf } from './sendSigned.js';

export type AwaitMinedParameters = ChainClients &
  SendOptions & {
    sent: SentTransaction;
    /** Told of each replacement before it is sent, for who has to remember it over a crash. */
    remember?: ((replacement: SignedTransaction) => Promise<void>) | undefined;
  };

/** How it ended: mined, refused by the endpoint for good, or neither in time. */
export type AwaitedTransaction =
  | { outcome: 'mined'; receipt: TransactionReceipt }
  | { outcome: 'refused'; hash: Hash; reason: string }
  | { outcome: 'pending'; hash: Hash };

const TIMEOUT_MS = 180_000;
const REPLACE_AFTER_MS = 45_000;

/** The problems that more of the fees or another attempt solve. */
const PASSING: ReadonlySet<SendProblem> = new Set(['underpriced', 'replacement-underpriced', 'unreachable']);

/**
 * Follows a transaction until it is mined. One that isn't mined for a while, or is said to pay too little, is replaced by the same one
 * with higher fees, up to the highest; the endpoint's silence meanwhile isn't an answer. Throws only what `remember` throws.
 */
export async function awaitMined(parameters: AwaitMinedParameters): Promise<AwaitedTransaction> {
  const { publicClient, timeoutMs = TIMEOUT_MS, replaceAfterMs = REPLACE_AFTER_MS, signal } = parameters;
  const deadlineMs = performance.now() + timeoutMs;
  let sentMs = performance.now();
  let current = parameters.sent;
  for (;;) {
    const { hash, problem } = current;
    const receipt = await findReceipt(publicClient, [hash, ...current.replaced]);
    if (receipt !== undefined) return { outcome: 'mined', receipt };
    if (problem !== undefined && !PASSING.has(problem.kind)) {
      return { outcome: 'refused', hash, reason: problem.message };
    }
    const leftMs = deadlineMs - performance.now();
    if (leftMs <= 0 || signal?.aborted === true) return { outcome: 'pending', hash };
    if (problem !== undefined || performance.now() - sentMs >= replaceAfterMs) {
      current = await sendAgain(parameters, current);
      sentMs = performance.now();
    }
    await delay(
      Math.min(publicClient.pollingInterval, leftMs),
      undefined,
      signal === undefined ? {} : { signal },
    ).catch(() => {});
  }
}

async function findReceipt(
  publicClient: ChainReader,
  hashes: readonly Hash[],
): Promise<TransactionReceipt | undefined> {
  for (const hash of hashes) {
    const receipt = await publicClient.getTransactionReceipt({ hash }).catch(() => undefined);
    if (receipt !== undefined) return receipt;
  }
  return undefined;
}

/** With higher fees, or as it is where these aren't allowed or can't be asked for: a node may have forgotten it. */
async function sendAgain(parameters: AwaitMinedParameters, current: SentTransaction): Promise<SentTransaction> {
  const { publicClient, remember } = parameters;
  const isUnheard = current.problem?.kind === 'unreachable';
  const raw = isUnheard ? undefined : await raise(parameters, current).catch(() => undefined);
  if (raw === undefined) return sendSigned(publicClient, current);
  const replacement = { raw, replaced: [current.hash, ...current.replaced] };
  await remember?.(replacement);
  return sendSigned(publicClient, replacement);
}

/** The same transaction with higher fees; undefined where the highest doesn't allow it, or the chain has another kind of fees. */
async function raise(
  { publicClient, walletClient, maxFeePerGasWei }: AwaitMinedParameters,
  { raw, problem }: SentTransaction,
): Promise<Hex | undefined> {
  const { r: _r, s: _s, v: _v, yParity: _yParity, ...transaction } = parseTransaction(raw);
  const { maxFeePerGas, maxPriorityFeePerGas = 0n } = transaction;
  if (maxFeePerGas === undefined) return undefined;
  const replaced = { maxFeePerGas, maxPriorityFeePerGas };
  const fees = await readFees({ publicClient, maxFeePerGasWei, replaced, wasTooCheap: problem !== undefined });
  if (fees === undefined || fees === 'legacy') return undefined;
  return signerOf(walletClient)({ ...transaction, ...fees } as TransactionSerializable);
}
