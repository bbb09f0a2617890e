import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Store } from '../store/createStore.js';

export type StartUpkeepParameters = {
  store: Pick<Store, 'idempotency' | 'batchEvents'>;
  logger: Logger;
  signal: AbortSignal;
  intervalMs?: number;
};

/** Forgets what nobody asks for any more: idempotency keys after a day, changes of batches after a week. Resolves after the signal. */
export async function startUpkeep(parameters: StartUpkeepParameters): Promise<void> {
  const { store, logger, signal, intervalMs = 600_000 } = parameters;
  while (!signal.aborted) {
    try {
      const [keys, events] = [await store.idempotency.prune(), await store.batchEvents.prune()];
      if (keys + events > 0) logger.debug({ keys, events }, 'forgotten');
    } catch (error) {
      if (!signal.aborted) logger.warn({ err: error }, 'old keys and events could not be deleted; it is tried again');
    }
    await delay(intervalMs, undefined, { signal }).catch(() => {});
  }
}
