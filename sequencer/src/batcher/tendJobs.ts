import type { Logger } from 'pino';
import { sequencerError } from '../errors.js';
import type { ProvingQueue } from '../queue/createProvingQueue.js';
import { findAbandoned } from '../queue/findAbandoned.js';
import type { ProveOrder } from '../queue/ProveOrder.js';
import { QUEUE_SCHEMA } from '../queue/queueNames.js';
import type { Store } from '../store/createStore.js';
import type { Metrics } from '../telemetry/createMetrics.js';
import { giveUpBatch } from './giveUpBatch.js';

export type TendJobsParameters = {
  store: Store;
  queue: ProvingQueue;
  /** Attempts at a proof. */
  attempts: number;
  /** What a job says beside its batch. */
  orderOf: (shape: string) => Omit<ProveOrder, 'batchId'>;
  /** How long a prover has to take the lock of a job that it took. */
  graceSeconds?: number;
  logger: Logger;
  metrics: Metrics;
};

/**
 * Looks after the jobs of the batches that wait for a proof: one whose prover died goes back to the queue at once, one that the queue has
 * lost, or whose proof was refused, is put in again, and a batch whose job is a dead letter is given up with all after it. What was in it
 * is marked, so that the next batches find the item that can't be proved.
 *
 * @returns the batches that were given up
 */
export async function tendJobs(parameters: TendJobsParameters): Promise<number[]> {
  const { store, queue, attempts, orderOf, graceSeconds, logger, metrics } = parameters;
  const jobs = await store.witnesses.waiting();
  const ids = jobs.map(({ jobId }) => jobId);
  const grace = graceSeconds === undefined ? {} : { graceSeconds };
  for (const id of await findAbandoned(store.db, { ids, schema: QUEUE_SCHEMA, ...grace })) {
    logger.warn({ job: id }, 'the prover of a job is gone; the job is tried again');
    metrics.abandonedJobs.inc();
    const batchId = jobs.find(({ jobId }) => jobId === id)?.batchId;
    // Asked now: it may have been taken after the jobs were read.
    const prover = batchId === undefined ? undefined : await store.witnesses.takenBy(batchId);
    if (batchId !== undefined && prover !== undefined) await store.outcomes.add({ batchId, prover, proved: false });
    await queue.fail(id, sequencerError('sequencer/worker-failed', { message: 'The prover is gone.' }).toJSON());
  }
  for (const { batchId, jobId, shape } of jobs) {
    const state = await queue.state(jobId);
    const isBad = (await store.batches.badProofs(batchId)) >= attempts;
    if (state === 'failed' || isBad) return giveUpBatch(parameters, batchId, await queue.reason(jobId));
    // Done, but there is no proof: it was refused. A delivery is in one transaction with the job's end.
    if (state === 'gone' || (state === 'completed' && !(await store.proofs.has(batchId)))) {
      await store.transaction(async ({ db, witnesses }) => {
        const order = { ...orderOf(shape.name), batchId };
        await witnesses.reassign(batchId, await queue.send(db, order));
      });
    }
  }
  return [];
}
