import { TallystickError } from '@tallystick/prover/core';
import { assertProverFolders } from '@tallystick/prover/proving';
import type { ProvingWorker } from '../proving/startWorker.js';

export type CreateProverHealthParameters = {
  /** How many there will be on this machine; with none there is nothing to be wrong. */
  provers: number;
  cacheDir?: string | undefined;
  nowMs?: () => number;
};

/** Whether the provers of this machine can do their work. */
export type ProverHealth = {
  /** The same worker, whose loading and proving count from now on. */
  watch(worker: ProvingWorker): ProvingWorker;
  /** Resolves once every watched worker has loaded its circuits, or failed to. */
  settled(): Promise<void>;
  /** Why none of them can, as `/readyz` says it; undefined while one can. Asked as often as anyone likes. */
  problem(): Promise<string | undefined>;
};

type Watched = {
  worker: ProvingWorker;
  first: Promise<unknown>;
  isLoaded: boolean;
  code?: string;
  inARow: number;
  failedAtMs: number;
};

/** How long what was found of the folders counts, and how long a worker that couldn't load is left alone. */
const FOLDERS_MS = 5_000;
const AGAIN_MS = 30_000;
/** One failure may be a batch's own, or a process that somebody ended. */
const MOST_FAILURES = 2;
/** After so long without another failure nobody knows any more; the next job tells. */
const FORGOTTEN_MS = 600_000;

/** What a batch is to blame for, not the machine that proves it; and what an end in order looks like. */
const OF_THE_BATCH = new Set(['artifacts/unprovable', 'artifacts/wrong-shape', 'sequencer/not-ready']);

/** Makes it; nothing is looked at before somebody asks. */
export function createProverHealth(parameters: CreateProverHealthParameters): ProverHealth {
  const { provers, cacheDir, nowMs = () => performance.now() } = parameters;
  const all: Watched[] = [];
  let folders: { atMs: number; problem: Promise<string | undefined> } | undefined;
  let loadedAtMs = nowMs();

  async function load(watched: Watched, from: ProvingWorker) {
    try {
      const shapes = await from.load();
      watched.isLoaded = true;
      delete watched.code;
      return shapes;
    } catch (error) {
      watched.code = codeOf(error);
      throw error;
    }
  }

  /** With everything loaded nothing is written into the cache any more: one that was filled beforehand may be read-only. */
  function foldersProblem(writesCache: boolean): Promise<string | undefined> {
    if (folders === undefined || nowMs() - folders.atMs >= FOLDERS_MS) {
      const problem = assertProverFolders({ cacheDir, writesCache }).then(() => undefined, codeOf);
      folders = { atMs: nowMs(), problem };
    }
    return folders.problem;
  }

  /** Whoever couldn't load tries again now and then; else only a job would make it, and none may come. */
  function loadAgain(): void {
    if (nowMs() - loadedAtMs < AGAIN_MS) return;
    loadedAtMs = nowMs();
    for (const watched of all) if (!watched.isLoaded) load(watched, watched.worker).catch(() => {});
  }

  return {
    watch(worker) {
      const watched: Watched = { worker, first: Promise.resolve(), isLoaded: false, inARow: 0, failedAtMs: 0 };
      all.push(watched);
      watched.first = load(watched, worker).catch(() => {});
      return {
        ...worker,
        load: () => load(watched, worker),
        async prove(job, onSolved) {
          try {
            const result = await worker.prove(job, onSolved);
            watched.isLoaded = true;
            watched.inARow = 0;
            return result;
          } catch (error) {
            const code = codeOf(error);
            if (!OF_THE_BATCH.has(code)) {
              watched.inARow++;
              watched.failedAtMs = nowMs();
              if (watched.inARow >= MOST_FAILURES) watched.code = code;
            }
            throw error;
          }
        },
      };
    },
    async settled() {
      await Promise.all(all.map(({ first }) => first));
    },
    async problem() {
      if (provers === 0) return undefined;
      const isFine = ({ isLoaded, inARow, failedAtMs }: Watched): boolean =>
        isLoaded && (inARow < MOST_FAILURES || nowMs() - failedAtMs >= FORGOTTEN_MS);
      const found = await foldersProblem(!all.some(({ isLoaded }) => isLoaded));
      if (found !== undefined) return `prover: ${found}`;
      if (all.some(isFine)) return undefined;
      loadAgain();
      const code = all.find((watched) => watched.code !== undefined)?.code;
      return code === undefined ? 'prover: circuits are being loaded' : `prover: ${code}`;
    },
  };
}

function codeOf(error: unknown): string {
  return error instanceof TallystickError ? error.code : 'sequencer/internal';
}
