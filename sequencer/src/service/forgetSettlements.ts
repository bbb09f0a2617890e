import { PRUNED_BLOCK } from '../l1/rollBack.js';
import type { BatchRecord } from '../store/createBatchStore.js';
import type { Store } from '../store/createStore.js';

/** Name in the table `meta` of the last batch whose allowances' earlier settlements are forgotten. */
const FORGOTTEN_BATCH = 'settlements.forgotten-batch';

/** So much is done in one transaction, so that nobody waits for it for long. */
const batchesAtOnce = 20;
const rejectedAtOnce = 5000;

/**
 * Forgets, in one short transaction, settlements that a later one of their allowance stood in for before a time, both final beyond the
 * reorg window, and those refused before it. Nobody needs them: a receipt below an account's counters is refused without them.
 *
 * @returns how many, and whether there may be more
 */
export async function forgetSettlements(
  store: Pick<Store, 'transaction'>,
  before: Date,
): Promise<{ count: number; hasMore: boolean }> {
  return store.transaction(async ({ l1, meta, batches, settlements }) => {
    // A reorg may make them wait again at the same moment.
    await l1.lock();
    const finalBefore = BigInt((await meta.get(PRUNED_BLOCK)) ?? -1);
    const forgotten = Number((await meta.get(FORGOTTEN_BATCH)) ?? 0);
    const next = await batches.finalAfter(forgotten, batchesAtOnce);
    const isOld = ({ txBlock, updatedAt }: BatchRecord) =>
      txBlock !== undefined && txBlock < finalBefore && updatedAt < before;
    const firstRecent = next.findIndex((batch) => !isOld(batch));
    const old = (firstRecent === -1 ? next : next.slice(0, firstRecent)).map(({ id }) => id);
    const upTo = old.at(-1) ?? forgotten;
    const replaced = await settlements.forgetBefore(old);
    const rejected = await settlements.forgetRejected(before, upTo, rejectedAtOnce);
    if (upTo > forgotten) await meta.set(FORGOTTEN_BATCH, `${upTo}`);
    return { count: replaced + rejected, hasMore: old.length === batchesAtOnce || rejected === rejectedAtOnce };
  });
}
