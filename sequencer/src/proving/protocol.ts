import type { ProgressEvent, Shape } from '@tallystick/prover/core';
import type { Hex } from 'viem';

/** What the worker needs to make or find artifacts; everything that can be cloned to another process. */
export type WorkerSettings = {
  /** Shapes to load at once; others are loaded when a job needs them. */
  shapes: string[];
  chainId: number;
  referenceString: 'auto' | 'real' | 'development';
  cacheDir?: string | undefined;
  threads?: number | undefined;
};

/** A shape that the worker can prove. */
export type ProvableShape = {
  shape: Shape;
  gates: number;
  referenceString: 'real' | 'development';
  /** Hash of circuit, verification key and verifier: what proofs depend on. */
  circuit: Hex;
};

/** A batch to prove: the part of an executed batch that the prover reads. Secret: the inputs hold view keys. */
export type ProveJob = {
  shape: Shape;
  inputs: unknown;
  publicInputs: bigint[];
  /** Hash of the artifacts that the proof is verified with, where it is known; with others nothing is proved. */
  circuit?: Hex | undefined;
};

/** A finished proof. */
export type ProveResult = { proof: Hex; publicInputs: bigint[]; witnessMs: number; proveMs: number };

/** A proof of somebody else, with what it has to state. */
export type VerifyJob = { shape: Shape; proof: Hex; publicInputs: bigint[] };

/** An error on its way between processes: code, facts and remedy if it is one of ours. */
export type WireError = { message: string; code?: string; facts?: Record<string, unknown>; remedy?: string };

/** From the service to the worker. */
export type ToWorker =
  | { type: 'load'; settings: WorkerSettings }
  | { type: 'prove'; id: number; job: ProveJob }
  | { type: 'verify'; id: number; job: VerifyJob };

/** From the worker to the service. */
export type FromWorker =
  | { type: 'loaded'; shapes: ProvableShape[] }
  | { type: 'progress'; event: ProgressEvent }
  /** The witness of a job is solved; the native prover takes it up when it is free. */
  | { type: 'solved'; id: number; witnessMs: number }
  | { type: 'proved'; id: number; result: ProveResult }
  | { type: 'verified'; id: number; isValid: boolean }
  | { type: 'failed'; id?: number; error: WireError };
