import type { StoreTables } from '../createStore.js';
import type { ErrorRecord } from '../ErrorRecord.js';
import { ITEM_KINDS, type ItemKind } from '../items/itemStores.js';

/**
 * Gives a live batch up, and with it every live one after it, which stand on its result: their items wait for the next batches. Within a
 * transaction that holds the base's lock (`l1.lock`).
 *
 * @returns the ids, oldest first; none when the batch isn't live any more
 */
export async function discardFrom(
  tables: Pick<StoreTables, 'batches' | 'opens' | ItemKind>,
  id: number,
  reason: ErrorRecord,
): Promise<number[]> {
  const { batches, opens } = tables;
  const live = (await batches.live()).map((batch) => batch.id);
  if (!live.includes(id)) return [];
  const ids = live.filter((other) => other >= id);
  await opens.lockOfItems(ids);
  // The latest first: of two receipts of one allowance the later one is to wait, not the earlier.
  for (const each of ids.toReversed()) {
    for (const kind of ITEM_KINDS) await tables[kind].release(each);
    await batches.discard(each, reason);
  }
  return ids;
}
