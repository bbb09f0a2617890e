import type { ExecutedBatch } from '@tallystick/prover/batch';
import { fieldToHex } from '@tallystick/prover/core';
import { sequencerError } from '../errors.js';
import { opensAreQueued } from '../l1/opensAreQueued.js';
import { itemOperations } from '../operations/operations.js';
import type { ProvingQueue } from '../queue/createProvingQueue.js';
import type { ProveOrder } from '../queue/ProveOrder.js';
import type { BatchChanges } from '../store/createBatchStore.js';
import type { Store } from '../store/createStore.js';
import { byKind, ITEM_KINDS, type ItemKind, type ItemOutcomes, type ItemStores } from '../store/items/itemStores.js';
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
  const outcomes = byKind<ItemOutcomes>((kind) => outcomesOf(kind, plan, executed));
  const changes: BatchChanges = { nodes: executed.nodes, accounts: executed.accounts, ...outcomes };
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
    await tables.opens.lockAll(ITEM_KINDS.flatMap((kind) => plan[kind].map(({ serial }) => serial)));
    const id = await tables.batches.add(executed, plan.firstSerial, changes);
    for (const kind of ITEM_KINDS) await takeItems(kind, tables, id, plan, outcomes);
    const jobId = await queue.send(tables.db, { ...order, batchId: id });
    await tables.witnesses.add(id, jobId, executed);
    return id;
  });
}

const outcomesOf = <K extends ItemKind>(kind: K, plan: BatchPlan, executed: ExecutedBatch) =>
  itemOperations[kind].toOutcomes(plan[kind], executed);

/** An item that doesn't wait any more was refused while the batch was executed. */
async function takeItems<K extends ItemKind>(
  kind: K,
  stores: ItemStores,
  batchId: number,
  plan: BatchPlan,
  outcomes: ItemOutcomes,
): Promise<void> {
  for (const [index, outcome] of outcomes[kind].entries()) {
    if (await stores[kind].batch(batchId, outcome)) continue;
    const facts = { field: 'item', given: plan[kind][index]?.id, expected: 'one that waits' };
    throw sequencerError('sequencer/stale-batch', { facts });
  }
}
