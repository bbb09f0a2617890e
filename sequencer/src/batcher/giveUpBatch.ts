import type { Logger } from 'pino';
import { sequencerError } from '../errors.js';
import { discardFrom } from '../store/base/discardFrom.js';
import type { Store } from '../store/createStore.js';
import { ITEM_KINDS } from '../store/items/itemStores.js';
import type { Metrics } from '../telemetry/createMetrics.js';
import { SUSPICION } from './SUSPICION.js';

/**
 * Gives a batch up at which provers failed, with all after it. What was in it is marked, so that the next batches find the item that can't
 * be proved; that is rejected when it is alone and its fault is shown.
 *
 * @param why What became of the last attempt, or of the batch.
 * @returns the batches that were given up
 */
export async function giveUpBatch(
  { store, logger, metrics }: { store: Pick<Store, 'transaction'>; logger: Logger; metrics: Metrics },
  batchId: number,
  why: unknown,
): Promise<number[]> {
  const reason = sequencerError('sequencer/not-proved', { facts: { batch: batchId, reason: why } }).toJSON();
  const given = await store.transaction(async (tables) => {
    await tables.l1.lock();
    const batch = await tables.batches.get(batchId);
    // Alone in its batch, an item is what can't be proved, when provers fail it again and again that prove others meanwhile.
    if (batch && ITEM_KINDS.reduce((sum, kind) => sum + batch.itemCounts[kind], batch.openCount) === 1) {
      for (const kind of ITEM_KINDS) await tables[kind].refuse(batchId, reason, SUSPICION);
    }
    for (const kind of ITEM_KINDS) await tables[kind].suspect(batchId);
    return discardFrom(tables, batchId, reason);
  });
  metrics.deadLetters.inc();
  logger.error({ batch: batchId, discarded: given, err: reason }, 'ALERT: a batch could not be proved');
  return given;
}
