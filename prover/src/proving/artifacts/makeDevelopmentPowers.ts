import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { DEVELOPMENT_STRING, POINT_BYTES } from './constants.js';

export type MakeDevelopmentPowersParameters = {
  /** First power to make; the ones below are there already. */
  from: number;
  /** One beyond the last power. */
  to: number;
  /** Receives the fraction done, from 0 to 1. */
  progress?: (fraction: number) => void;
};

/** Below this a further thread costs more for its table than it saves. */
const LEAST_PER_THREAD = 4_096;
const MOST_THREADS = 16;

/**
 * The powers tau^from·G1 … tau^(to-1)·G1 of the development string, 64 bytes each, made by all cores: about 20,000 a
 * second and core.
 *
 * @throws Error when a thread fails
 */
export async function makeDevelopmentPowers({ from, to, progress }: MakeDevelopmentPowersParameters): Promise<Buffer> {
  const count = to - from;
  const threads = Math.max(1, Math.min(availableParallelism(), MOST_THREADS, Math.floor(count / LEAST_PER_THREAD)));
  const bounds = Array.from({ length: threads + 1 }, (_, i) => from + Math.floor((count * i) / threads));
  let made = 0;
  const advance = (more: number) => {
    made += more;
    progress?.(made / count);
  };
  const parts = await Promise.all(bounds.slice(1).map((end, i) => powersByThread(bounds[i] ?? from, end, advance)));
  return Buffer.concat(parts);
}

function powersByThread(from: number, to: number, advance: (more: number) => void): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const shared = new SharedArrayBuffer((to - from) * POINT_BYTES);
    const worker = new Worker(new URL('../../../workers/powers-of-tau.mjs', import.meta.url), {
      workerData: { tau: DEVELOPMENT_STRING.tau, from, to, shared },
      execArgv: [],
    });
    worker.on('message', advance);
    worker.once('error', reject);
    worker.once('exit', (code) => {
      if (code === 0) resolve(Buffer.from(shared));
      else reject(new Error(`powers-of-tau.mjs ended with ${code}`));
    });
  });
}
