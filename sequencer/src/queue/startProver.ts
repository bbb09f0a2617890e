import { setTimeout as delay } from 'node:timers/promises';
import type { Pool } from 'pg';
import type { Logger } from 'pino';
import { toErrorRecord } from '../l1/toErrorRecord.js';
import type { ProvingWorker } from '../proving/startWorker.js';
import type { Store } from '../store/createStore.js';
import type { Checkpoint } from '../util/Checkpoint.js';
import { createBell } from '../util/createBell.js';
import type { ProvingQueue } from './createProvingQueue.js';
import { jobLock } from './jobLock.js';
import { type Listener, listen } from './listen.js';
import { PROVE_CHANNEL } from './queueNames.js';
import { runProver } from './runProver.js';

export type StartProverParameters = {
  name: string;
  pool: Pool;
  store: Pick<Store, 'witnesses' | 'proofs' | 'outcomes' | 'transaction'>;
  queue: ProvingQueue;
  worker: ProvingWorker;
  timeoutMs: number;
  /** See `runProver`. */
  pauseMs?: number;
  pollIntervalMs?: number;
  logger: Logger;
  checkpoint?: Checkpoint;
};

/** A prover that takes jobs from the queue. */
export type RunningProver = {
  /** Ends it; the jobs that it has are given back. */
  stop(): Promise<void>;
};

const reconnectMs = 1000;

/** Starts a prover on the queue: a connection of its own says that it lives, and is made again where it breaks. */
export function startProver({ pool, worker, ...parameters }: StartProverParameters): RunningProver {
  const stopping = new AbortController();
  const { signal } = stopping;
  const { logger, name } = parameters;

  async function session(): Promise<void> {
    const bell = createBell();
    const listener = await listen(pool, PROVE_CHANNEL, bell.ring);
    const lost = new AbortController();
    const either = AbortSignal.any([signal, lost.signal]);
    void listener.ended.then(() => {
      // Without the connection others take this prover for dead, so what it is doing is in vain.
      lost.abort();
      if (!signal.aborted) worker.kill();
    });
    try {
      const hold = (id: string) => holdJob(listener, id);
      await runProver({ ...parameters, worker, hold, bell, signal: either });
    } finally {
      listener.close();
    }
  }

  const ended = (async () => {
    while (!signal.aborted) {
      await session().catch((error: unknown) => {
        logger.warn({ prover: name, err: toErrorRecord(error) }, 'prover has no database; it tries again');
      });
      if (!signal.aborted) await delay(reconnectMs, undefined, { signal }).catch(() => {});
    }
  })();

  return {
    async stop() {
      stopping.abort();
      await worker.stop();
      await ended;
    },
  };
}

async function holdJob({ client }: Listener, id: string) {
  const keys = jobLock(id);
  // Where somebody else has it still, the job is not taken for abandoned either.
  const { rows } = await client.query<{ held: boolean }>('select pg_try_advisory_lock($1, $2) as held', keys);
  return {
    async release() {
      // Where the connection is gone, so is the lock.
      if (rows[0]?.held) await client.query('select pg_advisory_unlock($1, $2)', keys).catch(() => {});
    },
  };
}
