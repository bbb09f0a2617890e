import { type Shape, TallystickError } from '@tallystick/prover';
import type { Hex } from 'viem';
import type { Chain, MinedTransaction } from '../l1/Chain.js';
import type { Store } from '../store/createStore.js';

export type PublishBatchParameters = {
  chain: Chain;
  store: Store;
  batch: { id: number; shape: Shape; proof: Hex };
  confirmations: number;
  timeoutMs: number;
  signal: AbortSignal;
};

/**
 * Signs, notes the hash, sends, waits for the confirmations. The hash is in the store before the transaction is on its way, so a restart
 * finds it.
 *
 * @returns undefined when the signal was aborted first; the transaction may still be mined
 * @throws sequencer/transaction-failed; viem's errors, the contract's among them
 */
export async function publishBatch(parameters: PublishBatchParameters): Promise<MinedTransaction | undefined> {
  const { chain, store, batch } = parameters;
  const { data } = await store.batches.content(batch.id);
  const { hash, raw } = await chain.sign({ shapeId: batch.shape.id, data, proof: batch.proof });
  await store.batches.send(batch.id, hash);
  await chain.send(raw);
  return confirmBatch({ ...parameters, hash });
}

/** Waits for a transaction that was sent, now or before a restart. */
export async function confirmBatch({
  chain,
  hash,
  confirmations,
  timeoutMs,
  signal,
}: Omit<PublishBatchParameters, 'batch' | 'store'> & { hash: Hex }): Promise<MinedTransaction | undefined> {
  while (!signal.aborted) {
    const mined = await chain.wait(hash, confirmations, timeoutMs, signal);
    if (mined?.succeeded) return mined;
    if (mined) {
      throw new TallystickError('sequencer/transaction-failed', { facts: { txHash: hash, block: mined.block } });
    }
    // Nobody knows it any more: it was dropped. While a node has it, it may still be mined, and a second one would only fail.
    if (!signal.aborted && !(await chain.knows(hash))) {
      throw new TallystickError('sequencer/transaction-failed', {
        message: 'The transaction that publishes the batch was lost.',
        facts: { txHash: hash },
      });
    }
  }
  return undefined;
}
