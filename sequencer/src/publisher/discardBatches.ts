import type { Store } from '../store/createStore.js';
import type { Refusal } from '../store/Refusal.js';

/**
 * Gives up a live batch and all that were executed on its result: their items wait for the next ones, and the reason is kept with each.
 *
 * @returns the ids of those given up
 */
export async function discardBatches(store: Store, fromId: number, reason: Refusal): Promise<number[]> {
  return store.transaction(async ({ batches, settlements, withdrawals }) => {
    const given = (await batches.live()).filter(({ id }) => id >= fromId).map(({ id }) => id);
    // The latest first: of two receipts of an allowance the later one is to wait, the earlier is superseded.
    for (const id of given.toReversed()) {
      await settlements.release(id);
      await withdrawals.release(id);
      await batches.discard(id, reason);
    }
    return given;
  });
}
