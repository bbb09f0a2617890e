import { PRUNED_BLOCK } from '../l1/rollBack.js';
import type { BatchRecord } from '../store/createBatchStore.js';
import type { Store } from '../store/createStore.js';
import { inSteps } from '../util/inSteps.js';

/** Name in the table `meta` of the last batch whose allowances' earlier settlements are forgotten. */
const FORGOTTEN_BATCH = 'settlements.forgotten-batch';

const dayMs = 86_400_000;
/** So much is done in one transaction, so that nobody waits for it for long. */
const supersededAtOnce = 5000;
const batchesAtOnce = 20;
const endedAtOnce = 5000;

export type ForgetParameters = {
  store: Pick<Store, 'transaction'>;
  /** Milliseconds of the epoch, as the database's clock counts them. */
  nowMs: () => number;
  signal: AbortSignal;
  /** So long a final settlement is kept after a later one of its allowance became final; 0: for ever. */
  settlementRetentionDays: number;
};

/** Forgets superseded settlements after a week, and others after their retention; what it forgot, for the log. */
export async function forgetOldSettlements(parameters: ForgetParameters): Promise<Record<string, number>> {
  const { store, nowMs, signal, settlementRetentionDays } = parameters;
  const superseded = await inSteps(supersededAtOnce, signal, () =>
    store.transaction((tables) => tables.settlements.prune(new Date(nowMs() - 7 * dayMs), supersededAtOnce)),
  );
  let settlements = 0;
  for (let hasMore = settlementRetentionDays > 0; hasMore && !signal.aborted; ) {
    const step = await forgetSettlements(store, new Date(nowMs() - settlementRetentionDays * dayMs));
    settlements += step.count;
    hasMore = step.hasMore;
  }
  return { superseded, settlements };
}

/**
 * Forgets, in one short transaction, settlements that a later one of their allowance stood in for before a time, both final beyond the
 * reorg window, and those refused or expired before it. Nobody needs them: a receipt below an account's counters is refused without them.
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
    const ended = await settlements.forgetEnded(before, upTo, endedAtOnce);
    if (upTo > forgotten) await meta.set(FORGOTTEN_BATCH, `${upTo}`);
    return { count: replaced + ended, hasMore: old.length === batchesAtOnce || ended === endedAtOnce };
  });
}
