import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { sequencerError } from '../errors.js';
import { toErrorRecord } from '../l1/toErrorRecord.js';
import type { ProvingWorker } from '../proving/startWorker.js';
import type { Store } from '../store/createStore.js';
import type { ErrorRecord } from '../store/ErrorRecord.js';
import type { Checkpoint } from '../util/Checkpoint.js';
import type { Bell } from '../util/createBell.js';
import type { ProvingQueue, TakenJob } from './createProvingQueue.js';

export type RunProverParameters = {
  /** Names this prover in the logs and with its proofs. */
  name: string;
  store: Pick<Store, 'witnesses' | 'proofs' | 'outcomes' | 'transaction'>;
  queue: ProvingQueue;
  worker: ProvingWorker;
  /** Holds a job's lock while this process lives; see `jobLock`. */
  hold: (jobId: string) => Promise<{ release(): Promise<void> }>;
  /** Rung when a job may wait. */
  bell: Bell;
  /** How long a proof may take before its process is ended. */
  timeoutMs: number;
  /** Half the pause after the second failure in a row; it doubles each time, up to 30 seconds. 2 seconds by default. */
  pauseMs?: number;
  /** How often to look when nothing is heard. */
  pollIntervalMs?: number;
  logger: Logger;
  signal: AbortSignal;
  checkpoint?: Checkpoint;
};

/** What is wrong with the machine or its configuration, and would be with every other job: a full disk, another circuit, another key. */
const ofTheMachine = new Set([
  ...['artifacts/cache-unusable', 'artifacts/compile-failed', 'artifacts/unknown-shape', 'artifacts/no-native-prover'],
  ...['artifacts/reference-string-unavailable', 'artifacts/reference-string-invalid'],
  ...['artifacts/development-string-refused', 'sequencer/wrong-store-key', 'sequencer/other-circuit'],
]);

/** Whether a failure is the prover's answer about the batch, and not its own end or a lack of the machine. */
const isRefusal = ({ code, facts }: ErrorRecord): boolean =>
  code === 'artifacts/unprovable' || (code === 'artifacts/prover-failed' && facts?.reason === 'refused');

/** How long such a machine takes no job, so that others do; and the longest pause of one that fails again and again. */
const restMs = 30_000;

/** How much sooner than seems needed the next job is taken, so that its witness is there when the native prover is free. */
const marginMs = 300;

/**
 * Takes jobs from the queue and hands in proofs, until the signal is aborted. One job is proved at a time; shortly before it is done, the
 * next is taken and solved for its witness, so that the native prover doesn't wait. Not sooner: another machine may be free.
 *
 * A job that fails costs that job an attempt and nobody else: the process is started again where it died, and the next jobs are taken one
 * by one until one of them succeeds. What the machine lacks costs no attempt: one that can prove nothing must not use up everybody's. And
 * who fails again and again without a success rests longer each time, so that others get the jobs.
 */
export async function runProver(parameters: RunProverParameters): Promise<void> {
  const { name, store, queue, worker, hold, bell, timeoutMs, pollIntervalMs = 2000, logger, signal } = parameters;
  const { checkpoint = async () => {}, pauseMs = 2000 } = parameters;
  /** Of the last job that succeeded; nothing is taken ahead before there is one. */
  let lastMs: { witness: number; prove: number } | undefined;
  let running: Promise<void> | undefined;
  let needsRest = false;

  async function prove(job: TakenJob, onSolved: () => void): Promise<void> {
    const { batchId, shape, circuit } = job.order;
    const log = logger.child({ prover: name, batch: batchId, shape });
    const lock = await hold(job.id);
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      worker.kill();
    }, timeoutMs);
    try {
      const inputs = await store.witnesses.take(batchId, name);
      await checkpoint('taken', batchId);
      if (inputs === undefined || (await store.proofs.has(batchId))) {
        log.debug('nothing left to prove');
        await store.transaction(({ db }) => queue.complete(db, job.id));
        return;
      }
      const { proof, witnessMs, proveMs } = await worker.prove({ ...inputs, circuit }, onSolved);
      await checkpoint('made', batchId);
      // Proof and job together: a proof that was made is not made again, whatever is killed.
      await store.transaction(async ({ db, proofs }) => {
        await proofs.deliver({ batchId, proof, witnessMs, proveMs, prover: name });
        await queue.complete(db, job.id);
      });
      await checkpoint('delivered', batchId);
      lastMs = { witness: witnessMs, prove: proveMs };
      log.info({ witnessMs: Math.round(witnessMs), proveMs: Math.round(proveMs) }, 'batch proved');
    } catch (error) {
      if (signal.aborted) {
        // Stopped in order: the job hasn't failed.
        await queue
          .giveBack(job)
          .catch((cause: unknown) => log.warn({ err: toErrorRecord(cause) }, 'job not given back'));
        return;
      }
      lastMs = undefined;
      const reason = isLate ? tooLate(timeoutMs) : toErrorRecord(error);
      if (ofTheMachine.has(reason.code)) {
        needsRest = true;
        log.error({ err: reason }, 'this machine cannot prove; the job is given back');
        await queue.giveBack(job);
        return;
      }
      log.error({ err: reason }, 'batch not proved; the job is tried again');
      await store.outcomes.add({ batchId, prover: name, proved: false, refused: isRefusal(reason) });
      await queue.fail(job.id, withoutOutput(reason));
    } finally {
      clearTimeout(timer);
      await lock.release();
    }
  }

  /** Runs a job, and returns when the next may be taken: when it is done, or shortly before. */
  async function begin(job: TakenJob, before: Promise<void>): Promise<void> {
    let ahead: NodeJS.Timeout | undefined;
    await new Promise<void>((next) => {
      running = prove(job, () => {
        if (lastMs === undefined) return;
        const aheadMs = Math.max(0, lastMs.prove - 2 * lastMs.witness - marginMs);
        // It begins to be proved when the one before is done.
        void before.then(() => {
          ahead = setTimeout(next, aheadMs);
        });
      }).then(next, (error: unknown) => {
        logger.error({ prover: name, err: toErrorRecord(error) }, 'the database did not take what became of a job');
        next();
      });
    });
    clearTimeout(ahead);
  }

  /** How long this prover rests yet, after failures in a row: after the second and the later ones. */
  async function restLeftMs(): Promise<number> {
    const { count, agoMs } = await store.outcomes.failuresInARow(name);
    if (count < 2) return 0;
    const leftMs = Math.min(restMs, pauseMs * 2 ** (count - 1)) - agoMs;
    if (leftMs > 0) logger.warn({ prover: name, failures: count, leftMs: Math.round(leftMs) }, 'this prover rests');
    return leftMs;
  }

  while (!signal.aborted) {
    const before = running ?? Promise.resolve();
    const leftMs = await restLeftMs().catch(() => 0);
    if (leftMs > 0) await delay(leftMs, undefined, { signal }).catch(() => {});
    if (signal.aborted) break;
    const job = await queue.take().catch((error: unknown) => {
      logger.warn({ prover: name, err: toErrorRecord(error) }, 'the queue could not be asked');
      return undefined;
    });
    if (job) await begin(job, before);
    else await bell.wait(pollIntervalMs, signal);
    // Never more than one ahead.
    await before;
    if (needsRest) await delay(restMs, undefined, { signal }).catch(() => {});
    needsRest = false;
  }
  await running;
}

/** What goes to the batch, which everybody may read: what the native prover printed, with paths of this machine, stays in the log. */
function withoutOutput({ facts: { said: _, detail: __, ...facts }, ...record }: ErrorRecord): ErrorRecord {
  return { ...record, facts };
}

function tooLate(timeoutMs: number) {
  const message = `The proof took longer than ${timeoutMs} ms.`;
  return sequencerError('sequencer/worker-failed', {
    message,
    facts: { field: 'proofTimeoutMs', given: timeoutMs },
  }).toJSON();
}
