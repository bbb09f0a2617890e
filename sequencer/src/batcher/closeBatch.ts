import type { ExecutedBatch } from '@tallystick/prover/batch';
import { fieldToHex } from '@tallystick/prover/core';
import { sequencerError } from '../errors.js';
import { opensAreQueued } from '../l1/opensAreQueued.js';
import type { ProvingQueue } from '../queue/createProvingQueue.js';
import type { ProveOrder } from '../queue/ProveOrder.js';
import type { BatchChanges } from '../store/createBatchStore.js';
import type { Store } from '../store/createStore.js';
import type { BatchPlan } from './BatchPlan.js';

export type CloseBatchParameters = {
  store: Store;
  queue: ProvingQueue;
  executed: ExecutedBatch;
  plan: BatchPlan;
  order: Omit<ProveOrder, 'batchId'>;
};

/**
 * Closes an executed batch: the batch with what it will write, its items, the circuit's inputs (encrypted) and the job for a prover, in one
 * transaction. Nothing of it is done before it is there, and all of it is found again after a kill.
 *
 * @throws sequencer/stale-batch when the state on which it was executed, or the queue that it opens from, isn't the last one any more;
 *   nothing is written then
 */
export async function closeBatch({ store, queue, executed, plan, order }: CloseBatchParameters): Promise<number> {
  const settlements = plan.settlements.map(({ id }, index) => {
    const { amount = 0n, fee = 0n } = executed.settlements[index] ?? {};
    return { id, amount, fee };
  });
  const withdrawals = plan.withdrawals.map(({ id }) => id);
  const changes: BatchChanges = { nodes: executed.nodes, accounts: executed.accounts, settlements, withdrawals };
  return store.transaction(async (tables) => {
    await tables.l1.lock();
    const last = (await tables.batches.live()).at(-1);
    const base = await tables.l1.base();
    const root = last?.newRoot ?? base.root;
    const firstSerial = last ? last.firstSerial + last.openCount : base.firstQueued;
    if (executed.oldRoot !== root || plan.firstSerial !== firstSerial) {
      const facts = { field: 'root', given: fieldToHex(executed.oldRoot), expected: fieldToHex(root) };
      throw sequencerError('sequencer/stale-batch', { facts });
    }
    // A refund or a reorg that was taken in since the queue was read; the follower looks for it only among the batches that are closed.
    const openCount = executed.data.opens.length;
    if (!opensAreQueued(executed.data.opens, await tables.opens.range(firstSerial, openCount))) {
      throw sequencerError('sequencer/stale-batch', { facts: { field: 'opens', firstSerial, openCount } });
    }
    // As intake does before it touches their items, and in its order: else the two could wait for each other.
    await tables.opens.lockAll([...plan.settlements, ...plan.withdrawals].map(({ serial }) => serial));
    const id = await tables.batches.add(executed, plan.firstSerial, changes);
    for (const item of settlements) await take(tables.settlements.batch(item.id, id, item), item.id);
    for (const item of withdrawals) await take(tables.withdrawals.batch(item, id), item);
    const jobId = await queue.send(tables.db, { ...order, batchId: id });
    await tables.witnesses.add(id, jobId, executed);
    return id;
  });
}

/** An item that doesn't wait any more was refused while the batch was executed. */
async function take(taken: Promise<boolean>, item: string): Promise<void> {
  if (await taken) return;
  throw sequencerError('sequencer/stale-batch', {
    facts: { field: 'item', given: item, expected: 'one that waits' },
  });
}
