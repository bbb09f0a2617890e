import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { PRUNED_BLOCK } from '../l1/rollBack.js';
import type { Store } from '../store/createStore.js';
import { forgetSettlements } from './forgetSettlements.js';

export type StartUpkeepParameters = {
  store: Pick<Store, 'idempotency' | 'batchEvents' | 'outcomes' | 'transaction'>;
  logger: Logger;
  /** Milliseconds of the epoch, as the database's clock counts them. */
  nowMs: () => number;
  signal: AbortSignal;
  /** So long a final settlement is kept after a later one of its allowance became final; 0: for ever. */
  settlementRetentionDays: number;
  intervalMs?: number;
};

const dayMs = 86_400_000;
/** So much is done in one transaction, so that nobody waits for it for long. */
const keysAtOnce = 5000;
const supersededAtOnce = 5000;
const batchesAtOnce = 20;

/**
 * Forgets what nobody asks for any more: idempotency keys, outcomes of proofs and what discarded batches held after a day, what final
 * batches held beyond the reorg window, changes of batches and superseded settlements after a week, other settlements after their
 * retention. Resolves after the signal.
 */
export async function startUpkeep(parameters: StartUpkeepParameters): Promise<void> {
  const { store, logger, nowMs, signal, settlementRetentionDays, intervalMs = 600_000 } = parameters;

  async function inSteps(most: number, step: () => Promise<number>): Promise<number> {
    let sum = 0;
    for (let count = most; count === most && !signal.aborted; sum += count) count = await step();
    return sum;
  }
  const superseded = () =>
    inSteps(supersededAtOnce, () =>
      store.transaction((tables) => tables.settlements.prune(new Date(nowMs() - 7 * dayMs), supersededAtOnce)),
    );
  async function settlements(): Promise<number> {
    if (settlementRetentionDays === 0) return 0;
    let sum = 0;
    for (let hasMore = true; hasMore && !signal.aborted; ) {
      const step = await forgetSettlements(store, new Date(nowMs() - settlementRetentionDays * dayMs));
      sum += step.count;
      hasMore = step.hasMore;
    }
    return sum;
  }
  const batches = () =>
    inSteps(batchesAtOnce, () =>
      store.transaction(async (tables) => {
        // A reorg may bring them back to life at the same moment.
        await tables.l1.lock();
        const finalBefore = BigInt((await tables.meta.get(PRUNED_BLOCK)) ?? -1);
        const discardedBefore = new Date(nowMs() - dayMs);
        return tables.batches.strip({ finalBefore, discardedBefore, limit: batchesAtOnce });
      }),
    );

  while (!signal.aborted) {
    try {
      const forgotten = {
        keys: await inSteps(keysAtOnce, () => store.idempotency.prune(keysAtOnce)),
        events: await store.batchEvents.prune(),
        outcomes: await store.outcomes.prune(),
        superseded: await superseded(),
        settlements: await settlements(),
        batches: await batches(),
      };
      if (Object.values(forgotten).some((count) => count > 0)) logger.debug(forgotten, 'forgotten');
    } catch (error) {
      if (!signal.aborted) logger.warn({ err: error }, 'what is old could not be deleted; it is tried again');
    }
    await delay(intervalMs, undefined, { signal }).catch(() => {});
  }
}
