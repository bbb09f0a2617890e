import type { Store } from '../store/createStore.js';
import type { Refusal } from '../store/Refusal.js';

/** Gives a batch up: its items wait for the next one, and the reason is kept with it. */
export async function discardBatch(store: Store, id: number, reason: Refusal): Promise<void> {
  await store.transaction(async ({ batches, settlements, withdrawals }) => {
    await settlements.release(id);
    await withdrawals.release(id);
    await batches.discard(id, reason);
  });
}
