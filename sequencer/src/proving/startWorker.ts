import { type ChildProcess, fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { cryptoError, findError, type ProgressEvent } from '@tallystick/prover/core';
import { artifactsError } from '@tallystick/prover/proving';
import { apiError } from '@tallystick/prover/sequencer-client';
import { childEnvironment } from '../config/childEnvironment.js';
import { sequencerError } from '../errors.js';
import { endOf } from './endOf.js';
import type {
  FromWorker,
  ProvableShape,
  ProveJob,
  ProveResult,
  ToWorker,
  VerifyJob,
  WireError,
  WorkerSettings,
} from './protocol.js';
import { watchMemory } from './watchMemory.js';

/** Proves and verifies batches; in the service by a process of its own. */
export type ProvingWorker = {
  /** The shapes of its settings, once their artifacts are there. Starts the process if it doesn't run. */
  load(): Promise<ProvableShape[]>;
  /**
   * Proves one batch. Of two that are asked for together, the second is solved for its witness while the first is proved.
   *
   * @param onSolved Called when the witness is solved.
   * @throws sequencer/worker-failed when the process ends meanwhile or can't be started (the next call tries again);
   *   sequencer/prover-out-of-memory when it was ended for that; sequencer/other-circuit when its artifacts are not those of the job; what
   *   the prover throws
   */
  prove(job: ProveJob, onSolved?: (witnessMs: number) => void): Promise<ProveResult>;
  /** Whether a proof states what it has to. Throws as `prove` does. */
  verify(job: VerifyJob): Promise<boolean>;
  /** Process id, while one runs. */
  pid(): number | undefined;
  /** Ends the process at once, for a job that takes too long; the next call starts another. */
  kill(): void;
  /** Ends the process for good; a proof in progress is lost. */
  stop(): Promise<void>;
};

export type StartWorkerParameters = {
  settings: WorkerSettings;
  /** Told of each step of making artifacts and of proving. */
  onProgress?: (event: ProgressEvent) => void;
  /** Told when the process ended by itself, was ended for its memory, or could not be started. */
  onCrash?: (facts: { code: number | null; signal: string | null }) => void;
  /** Resident memory that the process and its native prover may take together. */
  memoryMib?: number;
  /** The program of the process; the built one of this package by default. */
  file?: string;
};

type Waiting = { resolve(value: never): void; reject(error: unknown): void; onSolved?: (witnessMs: number) => void };

/**
 * Makes a worker; its process starts with the first call.
 *
 * @example
 * import { startWorker } from '@tallystick/sequencer';
 *
 * const worker = startWorker({ settings: { shapes: ['tiny'], chainId, referenceString: 'auto' } });
 * const shapes = await worker.load();
 * await worker.stop();
 */
export function startWorker({ settings, onProgress, onCrash, memoryMib, file }: StartWorkerParameters): ProvingWorker {
  let running: ReturnType<typeof start> | undefined;
  let lastId = 0;
  let stopping = false;

  function start() {
    const child = fork(file ?? workerFile(), [], {
      serialization: 'advanced',
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      env: childEnvironment(),
      // Flags of a test runner (conditions, loaders) would lead the built worker to sources that it can't read.
      execArgv: [],
    });
    const jobs = new Map<number, Waiting>();
    let loading: Waiting | undefined;
    const loaded = new Promise<ProvableShape[]>((resolve, reject) => {
      loading = { resolve: resolve as Waiting['resolve'], reject };
    });
    // Whoever waits for it sees the rejection; nobody may wait.
    loaded.catch(() => {});
    const ended = endOf(child);
    const current = { child, loaded, jobs, ended };
    child.on('message', (message: FromWorker) => {
      if (message.type === 'progress') return onProgress?.(message.event);
      if (message.type === 'loaded') return loading?.resolve(message.shapes as never);
      if (message.type === 'solved') return jobs.get(message.id)?.onSolved?.(message.witnessMs);
      const { id } = message;
      const job = id === undefined ? loading : jobs.get(id);
      if (id !== undefined) jobs.delete(id);
      if (message.type === 'proved') return job?.resolve(message.result as never);
      if (message.type === 'verified') return job?.resolve(message.isValid as never);
      job?.reject(fromWire(message.error));
      // Artifacts that couldn't be loaded are tried again by a new process, when somebody asks again.
      if (id === undefined) child.disconnect();
    });
    let takenMib: number | undefined;
    const unwatch =
      memoryMib === undefined || child.pid === undefined
        ? () => {}
        : watchMemory(child.pid, { limitMib: memoryMib }, (mib) => {
            takenMib = Math.round(mib);
            child.kill('SIGKILL');
          });
    void ended.then(({ code, signal, error: failure }) => {
      unwatch();
      if (running === current) running = undefined;
      const error =
        takenMib === undefined
          ? failure
          : sequencerError('sequencer/prover-out-of-memory', {
              facts: { field: 'proverMemoryMib', given: takenMib, expected: `at most ${memoryMib}` },
            });
      loading?.reject(error);
      for (const job of jobs.values()) job.reject(error);
      if (!stopping && code !== 0) onCrash?.({ code, signal });
    });
    // One that could not be started may have no channel.
    if (child.pid !== undefined) post(child, { type: 'load', settings });
    return current;
  }

  function ensure() {
    if (stopping) throw apiError('sequencer/not-ready');
    running ??= start();
    return running;
  }

  async function ask<Result>(
    message: { type: 'prove'; job: ProveJob } | { type: 'verify'; job: VerifyJob },
    onSolved?: (witnessMs: number) => void,
  ): Promise<Result> {
    const { child, loaded, jobs } = ensure();
    await loaded;
    const id = ++lastId;
    return new Promise<Result>((resolve, reject) => {
      // It may have ended between the two.
      if (child.exitCode !== null || child.signalCode !== null) {
        reject(sequencerError('sequencer/worker-failed'));
        return;
      }
      jobs.set(id, { resolve: resolve as Waiting['resolve'], reject, ...(onSolved ? { onSolved } : {}) });
      post(child, { ...message, id }, (error) => {
        if (error) reject(sequencerError('sequencer/worker-failed', { cause: error }));
      });
    });
  }

  return {
    load: async () => ensure().loaded,
    prove: (job, onSolved) => ask({ type: 'prove', job }, onSolved),
    verify: (job) => ask({ type: 'verify', job }),
    pid: () => running?.child.pid,
    kill() {
      running?.child.kill('SIGKILL');
    },
    async stop() {
      stopping = true;
      if (!running) return;
      const { child, ended } = running;
      if (child.connected) child.disconnect();
      const force = setTimeout(() => child.kill('SIGKILL'), 3000);
      await ended;
      clearTimeout(force);
    },
  };
}

function post(child: ChildProcess, message: ToWorker, done: (error: Error | null) => void = () => {}): void {
  child.send(message, done);
}

/** The compiled worker: a process can't be started from TypeScript, so from the sources the built one is taken. */
function workerFile(): string {
  const isSource = import.meta.url.endsWith('.ts');
  const file = fileURLToPath(new URL(isSource ? '../../dist/proving/worker.js' : './worker.js', import.meta.url));
  if (!existsSync(file)) {
    throw sequencerError('sequencer/worker-failed', {
      message: 'The proving process is not built.',
      remedy: 'Run `npm run build` first.',
    });
  }
  return file;
}

/** The tables whose errors the process may end a job with. */
const WORKER_ERRORS = [sequencerError, apiError, artifactsError, cryptoError];

function fromWire({ code, message, facts, remedy }: WireError): Error {
  const toError = findError(code, WORKER_ERRORS);
  if (toError === undefined) return new Error(message);
  return toError({ message, facts: facts ?? {}, ...(remedy === undefined ? {} : { remedy }) });
}
