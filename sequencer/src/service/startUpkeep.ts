import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { PRUNED_BLOCK } from '../l1/rollBack.js';
import type { ForgetParameters } from '../operations/forgetSettlements.js';
import { itemOperations } from '../operations/operations.js';
import type { Store } from '../store/createStore.js';
import { ITEM_KINDS } from '../store/items/itemStores.js';
import { inSteps } from '../util/inSteps.js';

export type StartUpkeepParameters = ForgetParameters & {
  store: Pick<Store, 'idempotency' | 'batchEvents' | 'outcomes' | 'transaction'>;
  logger: Logger;
  intervalMs?: number;
};

const dayMs = 86_400_000;
/** So much is done in one transaction, so that nobody waits for it for long. */
const keysAtOnce = 5000;
const batchesAtOnce = 20;

/**
 * Forgets what nobody asks for any more: idempotency keys, outcomes of proofs and what discarded batches held after a day, what final
 * batches held beyond the reorg window, changes of batches after a week, and of items what their operations say. Resolves after the
 * signal.
 */
export async function startUpkeep(parameters: StartUpkeepParameters): Promise<void> {
  const { store, logger, nowMs, signal, intervalMs = 600_000 } = parameters;

  async function items(): Promise<Record<string, number>> {
    const forgotten: Record<string, number> = {};
    for (const kind of ITEM_KINDS) Object.assign(forgotten, await itemOperations[kind].forget?.(parameters));
    return forgotten;
  }
  const batches = () =>
    inSteps(batchesAtOnce, signal, () =>
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
        keys: await inSteps(keysAtOnce, signal, () => store.idempotency.prune(keysAtOnce)),
        events: await store.batchEvents.prune(),
        outcomes: await store.outcomes.prune(),
        ...(await items()),
        batches: await batches(),
      };
      if (Object.values(forgotten).some((count) => count > 0)) logger.debug(forgotten, 'forgotten');
    } catch (error) {
      if (!signal.aborted) logger.warn({ err: error }, 'what is old could not be deleted; it is tried again');
    }
    await delay(intervalMs, undefined, { signal }).catch(() => {});
  }
}
