import { type ChildProcess, fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type ErrorCode, errorCodes, type ProgressEvent, TallystickError } from '@tallystick/prover';
import type {
  FromWorker,
  ProvableShape,
  ProveJob,
  ProveResult,
  ToWorker,
  WireError,
  WorkerSettings,
} from './protocol.js';

/** Proves batches; in the service by a process of its own. */
export type ProvingWorker = {
  /** The shapes that it can prove, once their artifacts are there. Starts the process if it doesn't run. */
  load(): Promise<ProvableShape[]>;
  /**
   * Proves one batch.
   *
   * @throws sequencer/worker-failed when the process ends meanwhile (the next call starts it again); what the prover throws
   */
  prove(job: ProveJob): Promise<ProveResult>;
  /** Process id, while one runs. */
  pid(): number | undefined;
  /** Ends the process; a proof in progress is lost. */
  stop(): Promise<void>;
};

export type StartWorkerParameters = {
  settings: WorkerSettings;
  onProgress?: (event: ProgressEvent) => void;
  /** Told when the process ended by itself. */
  onCrash?: (facts: { code: number | null; signal: string | null }) => void;
};

type Waiting = { resolve(value: never): void; reject(error: unknown): void };

/** Makes a worker; its process starts with the first call. */
export function startWorker({ settings, onProgress, onCrash }: StartWorkerParameters): ProvingWorker {
  let running: { child: ChildProcess; loaded: Promise<ProvableShape[]>; jobs: Map<number, Waiting> } | undefined;
  let lastId = 0;
  let stopping = false;

  function start() {
    const child = fork(workerFile(), [], {
      serialization: 'advanced',
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
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
    const current = { child, loaded, jobs };
    child.on('message', (message: FromWorker) => {
      if (message.type === 'progress') return onProgress?.(message.event);
      if (message.type === 'loaded') return loading?.resolve(message.shapes as never);
      const { id } = message;
      const job = id === undefined ? loading : jobs.get(id);
      if (id !== undefined) jobs.delete(id);
      if (message.type === 'proved') return job?.resolve(message.result as never);
      job?.reject(fromWire(message.error));
      // Artifacts that couldn't be loaded are tried again by a new process, when somebody asks again.
      if (id === undefined) child.disconnect();
    });
    child.on('error', () => {});
    child.on('exit', (code, signal) => {
      if (running === current) running = undefined;
      const error = new TallystickError('sequencer/worker-failed', { facts: { exitCode: code, signal } });
      loading?.reject(error);
      for (const job of jobs.values()) job.reject(error);
      if (!stopping && code !== 0) onCrash?.({ code, signal });
    });
    post(child, { type: 'load', settings });
    return current;
  }

  function ensure() {
    if (stopping) throw new TallystickError('sequencer/not-ready');
    running ??= start();
    return running;
  }

  return {
    load: async () => ensure().loaded,
    async prove(job) {
      const { child, loaded, jobs } = ensure();
      await loaded;
      const id = ++lastId;
      return new Promise<ProveResult>((resolve, reject) => {
        jobs.set(id, { resolve: resolve as Waiting['resolve'], reject });
        post(child, { type: 'prove', id, job }, (error) => {
          if (error) reject(new TallystickError('sequencer/worker-failed', { cause: error }));
        });
      });
    },
    pid: () => running?.child.pid,
    async stop() {
      stopping = true;
      const child = running?.child;
      if (!child || child.exitCode !== null || child.signalCode !== null) return;
      const ended = new Promise((resolve) => child.once('exit', resolve));
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
    throw new TallystickError('sequencer/worker-failed', {
      message: 'The proving process is not built.',
      remedy: 'Run `npm run build` first.',
    });
  }
  return file;
}

function fromWire({ code, message, facts }: WireError): Error {
  if (code === undefined || !Object.hasOwn(errorCodes, code)) return new Error(message);
  return new TallystickError(code as ErrorCode, { message, facts: facts ?? {} });
}
