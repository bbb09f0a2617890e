import type { ProgressEvent, Shape } from '@tallystick/prover';
import type { Hex } from 'viem';

/** What the worker needs to make or find artifacts; everything that can be cloned to another process. */
export type WorkerSettings = {
  shapes: string[];
  chainId: number;
  referenceString: 'auto' | 'real' | 'development';
  cacheDir?: string | undefined;
  threads?: number | undefined;
};

/** A shape that the worker can prove. */
export type ProvableShape = { shape: Shape; gates: number; referenceString: 'real' | 'development' };

/** A batch to prove: the part of an executed batch that the prover reads. Secret: the inputs hold view keys. */
export type ProveJob = { shape: Shape; inputs: unknown; publicInputs: bigint[] };

/** A finished proof. */
export type ProveResult = { proof: Hex; publicInputs: bigint[]; witnessMs: number; proveMs: number };

/** An error on its way between processes: code and facts if it is one of ours. */
export type WireError = { message: string; code?: string; facts?: Record<string, unknown> };

/** From the service to the worker. */
export type ToWorker = { type: 'load'; settings: WorkerSettings } | { type: 'prove'; id: number; job: ProveJob };

/** From the worker to the service. */
export type FromWorker =
  | { type: 'loaded'; shapes: ProvableShape[] }
  | { type: 'progress'; event: ProgressEvent }
  | { type: 'proved'; id: number; result: ProveResult }
  | { type: 'failed'; id?: number; error: WireError };
