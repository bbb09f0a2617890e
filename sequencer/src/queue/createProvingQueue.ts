import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import PgBoss from 'pg-boss';
import { inTransaction } from '../store/inTransaction.js';
import type { Queryable } from '../store/Queryable.js';
import type { ProveOrder } from './ProveOrder.js';
import { PROOF_CHANNEL, PROVE_CHANNEL, QUEUE_SCHEMA } from './queueNames.js';

/** A job that this prover has taken. */
export type TakenJob = { id: string; order: ProveOrder };

/** What became of a job: `gone` when the queue knows it no longer. */
export type JobState = 'waiting' | 'active' | 'completed' | 'failed' | 'gone';

/** Jobs of provers on any number of machines, in the sequencer's own database. */
export type ProvingQueue = {
  /** The driver's queue makes the schema where it is missing, and ends what has run for too long; others need it to be there. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Puts a job in, in the caller's transaction; provers hear of it when that is committed. Returns its id. */
  send(db: Queryable, order: ProveOrder): Promise<string>;
  /** Takes the job of the oldest batch that waits, if one does. */
  take(): Promise<TakenJob | undefined>;
  /** The job is done, in the caller's transaction; the driver hears of it. */
  complete(db: Queryable, id: string): Promise<void>;
  /** An attempt has failed: the job is retried later, or is a dead letter when it was the last. */
  fail(id: string, reason: unknown): Promise<void>;
  /** Gives a job back that was taken and not tried: it waits again, with all of its attempts. */
  giveBack(job: TakenJob): Promise<void>;
  state(id: string): Promise<JobState>;
  /** Why the last attempt of a job failed, as the prover said. */
  reason(id: string): Promise<unknown>;
  /** Jobs by state, and the dead letters that lie about. */
  sizes(): Promise<{ waiting: number; active: number; dead: number }>;
};

export type CreateProvingQueueParameters = {
  pool: Pool;
  /** Attempts at a job, at least 1. */
  attempts: number;
  /** How long an attempt may take. */
  timeoutSeconds: number;
  /** Pause before the second attempt; it doubles each time, with some chance in it. */
  retryDelaySeconds?: number;
  /** Whether this process drives the database, and so keeps the queue in order. */
  isDriver: boolean;
  /** Hears of what failed in the background. */
  onError: (error: Error) => void;
};

const PROVE = 'prove';
const DEAD = 'prove-dead';

/** Makes a queue over pg-boss; nothing is asked before `start`. */
export function createProvingQueue(parameters: CreateProvingQueueParameters): ProvingQueue {
  const { pool, attempts, timeoutSeconds, retryDelaySeconds = 2, isDriver, onError } = parameters;
  const boss = new PgBoss({
    db: sqlOf(pool),
    schema: QUEUE_SCHEMA,
    schedule: false,
    supervise: isDriver,
    migrate: isDriver,
    maintenanceIntervalSeconds: 5,
  });
  boss.on('error', onError);
  const options = {
    retryLimit: attempts - 1,
    retryDelay: retryDelaySeconds,
    retryBackoff: true,
    expireInSeconds: timeoutSeconds,
    deadLetter: DEAD,
  };

  async function send(db: Queryable, order: ProveOrder): Promise<string> {
    const id = randomUUID();
    // The oldest batch first, also when it is tried again: those after it can't be published before.
    await boss.send(PROVE, order, { ...options, id, priority: -order.batchId, db: sqlOf(db) });
    await db.query(`notify ${PROVE_CHANNEL}`);
    return id;
  }

  return {
    async start() {
      await boss.start();
      if (!isDriver) return;
      await boss.createQueue(DEAD, { name: DEAD });
      await boss.createQueue(PROVE, { name: PROVE });
    },
    // Jobs of this process are taken by `take`, of which pg-boss keeps no list: there is nothing to wait for.
    stop: () => boss.stop({ graceful: false }),
    send,
    async take() {
      const [job] = await boss.fetch<ProveOrder>(PROVE);
      return job && { id: job.id, order: job.data };
    },
    async complete(db, id) {
      await boss.complete(PROVE, id, {}, { db: sqlOf(db) });
      await db.query(`notify ${PROOF_CHANNEL}`);
    },
    async fail(id, reason) {
      await boss.fail(PROVE, id, { reason });
      await pool.query(`notify ${PROOF_CHANNEL}`);
    },
    async giveBack({ id, order }) {
      // A taken job counts as an attempt, so a fresh one takes its place; the driver finds the new one by the batch.
      await inTransaction(pool, async (client) => {
        await boss.deleteJob(PROVE, id, { db: sqlOf(client) });
        const again = await send(client, order);
        await client.query('update witnesses set job_id = $2, taken_by = null where batch_id = $1', [
          order.batchId,
          again,
        ]);
      });
    },
    async state(id) {
      const job = await boss.getJobById(PROVE, id);
      if (!job || job.state === 'cancelled') return 'gone';
      return job.state === 'created' || job.state === 'retry' ? 'waiting' : job.state;
    },
    async reason(id) {
      const job = await boss.getJobById<ProveOrder>(PROVE, id);
      const output: { reason?: unknown } | undefined = job?.output;
      return output?.reason ?? output;
    },
    async sizes() {
      const [beforeActive = 0, beforeDone = 0, dead = 0] = await Promise.all([
        boss.getQueueSize(PROVE, { before: 'active' }),
        boss.getQueueSize(PROVE, { before: 'completed' }),
        boss.getQueueSize(DEAD, { before: 'completed' }),
      ]);
      return { waiting: beforeActive, active: beforeDone - beforeActive, dead };
    },
  };
}

/** A connection, or a pool, as pg-boss takes it. */
function sqlOf(db: Queryable): PgBoss.Db {
  return { executeSql: (text, values) => db.query(text, values) };
}
