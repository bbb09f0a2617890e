import type { StoreTables } from '../createStore.js';
import type { ErrorRecord } from '../ErrorRecord.js';

/**
 * Gives a live batch up, and with it every live one after it, which stand on its result: their items wait for the next batches. Within a
 * transaction that holds the base's lock (`l1.lock`).
 *
 * @returns the ids, oldest first; none when the batch isn't live any more
 */
export async function discardFrom(
  { batches, settlements, withdrawals }: Pick<StoreTables, 'batches' | 'settlements' | 'withdrawals'>,
  id: number,
  reason: ErrorRecord,
): Promise<number[]> {
  const live = (await batches.live()).map((batch) => batch.id);
  if (!live.includes(id)) return [];
  const ids = live.filter((other) => other >= id);
  await settlements.lockAccounts(ids);
  // The latest first: of two receipts of one allowance the later one is to wait, not the earlier.
  for (const each of ids.toReversed()) {
    await settlements.release(each);
    await withdrawals.release(each);
    await batches.discard(each, reason);
  }
  return ids;
}
