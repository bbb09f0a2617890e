import type { OnProgress } from '../progress/ProgressEvent.js';
import { BatchProver } from './BatchProver.js';

export type CreateProverParameters = {
  /** Threads of the native prover; all cores (at most 16) by default. */
  threads?: number | undefined;
  /** Hears of every proof, beside the listener of the call. */
  onProgress?: OnProgress | undefined;
  /** Receives what the native prover prints, for debugging; dropped by default. */
  logger?: ((line: string) => void) | undefined;
};

/**
 * Makes a prover of batches. It starts one native process with the first proof and works on one proof at a time;
 * `destroy()` ends it.
 */
export async function createProver(parameters: CreateProverParameters = {}): Promise<BatchProver> {
  return new BatchProver(parameters);
}
