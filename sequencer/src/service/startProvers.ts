import { availableParallelism, hostname } from 'node:os';
import type { ProgressEvent } from '@tallystick/prover/core';
import type { Pool } from 'pg';
import type { Logger } from 'pino';
import type { SequencerConfig } from '../config/rows.js';
import type { WorkerSettings } from '../proving/protocol.js';
import { type ProvingWorker, type StartWorkerParameters, startWorker } from '../proving/startWorker.js';
import type { ProvingQueue } from '../queue/createProvingQueue.js';
import { startProver } from '../queue/startProver.js';
import { createStore } from '../store/createStore.js';
import type { Cipher } from '../store/sealing/createCipher.js';

export type StartProversParameters = {
  config: Pick<
    SequencerConfig,
    'provers' | 'threads' | 'proverMemoryMib' | 'proofTimeoutMs' | 'cacheDir' | 'referenceString'
  >;
  /** Loaded before the first job; others when a job asks for them. */
  shapes: string[];
  chainId: number;
  pool: Pool;
  cipher: Cipher;
  queue: ProvingQueue;
  logger: Logger;
  onProgress: (event: ProgressEvent) => void;
  onCrash?: () => void;
  start?: ((parameters: StartWorkerParameters) => ProvingWorker) | undefined;
  /** Given each worker before it is used; what it returns is used. */
  watch?: (worker: ProvingWorker) => ProvingWorker;
};

/** Starts the provers of this machine; each gets its part of the cores. The result ends them, and gives their jobs back. */
export function startProvers(parameters: StartProversParameters): () => Promise<void> {
  const { config, shapes, chainId, pool, cipher, queue, onProgress, onCrash, start = startWorker } = parameters;
  const { watch = (worker) => worker } = parameters;
  const { provers, cacheDir, referenceString, proverMemoryMib, proofTimeoutMs: timeoutMs } = config;
  // They are not the driver: what they write is nobody else's to write.
  const store = createStore({ pool, cipher });
  const running = Array.from({ length: provers }, (_, index) => {
    const name = `${hostname()}/${process.pid}/${index + 1}`;
    const logger = parameters.logger.child({ prover: name });
    const settings = { shapes, chainId, referenceString, cacheDir, threads: threadsOf(config) };
    const started = start({
      settings: settings satisfies WorkerSettings,
      memoryMib: proverMemoryMib,
      onProgress,
      onCrash(facts) {
        onCrash?.();
        logger.error(facts, 'the proving process ended by itself');
      },
    });
    const worker = watch(started);
    // So that the first job finds everything loaded; what fails here is told by that job.
    worker.load().catch((error: unknown) => logger.warn({ err: error }, 'the prover has not loaded its circuits'));
    // It names itself in what it logs.
    return startProver({ name, pool, store, queue, worker, timeoutMs, logger: parameters.logger });
  });
  return async () => {
    await Promise.all(running.map(({ stop }) => stop()));
  };
}

/** More threads than cores make each proof slower and none faster. */
function threadsOf({ threads, provers }: Pick<SequencerConfig, 'threads' | 'provers'>): number {
  return threads ?? Math.max(1, Math.floor(availableParallelism() / Math.max(1, provers)));
}
