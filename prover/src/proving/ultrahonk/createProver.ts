import { gunzipSync } from 'node:zlib';
import type { Barretenberg } from '@aztec/bb.js';
import { type CompiledCircuit, type InputMap, Noir } from '@noir-lang/noir_js';
import { bytesToHex } from 'viem';
import { bytesToField } from '../../core/field.js';
import type { OnProgress, ProgressEvent } from '../../core/progress/ProgressEvent.js';
import { reportStep } from '../../core/progress/reportStep.js';
import { artifactsError } from '../artifacts/artifactsErrors.js';
import { bytecodeOf } from '../artifacts/circuit.js';
import { PROOF_SETTINGS } from '../artifacts/constants.js';
import type { CircuitArtifacts } from '../artifacts/loadArtifacts.js';
import type { ReferenceString } from '../artifacts/referenceString.js';
import { type NativeProver, startNativeProver } from '../artifacts/startNativeProver.js';
import { hasCanonicalInputs, type ProofData } from './proofData.js';
import { verifyInEvm } from './verifyInEvm.js';
import { verifyNatively } from './verifyNatively.js';

/** What a prover needs of an executed batch: the whole of it fits. */
export type Provable<Shape> = {
  shape: Shape;
  /** Inputs of the circuit by name. Secret. */
  inputs: InputMap;
  /** What the proof must state. */
  publicInputs: readonly bigint[];
};

/** A batch with the circuit's witness, ready for the native prover. Secret. */
export type SolvedBatch<Shape> = Omit<Provable<Shape>, 'inputs'> & {
  witness: Uint8Array;
  /** Time to solve the circuit, in milliseconds. */
  witnessMs: number;
};

export type ProvedBatch = ProofData & {
  /** Time to solve the circuit for its witness, in milliseconds. */
  witnessMs: number;
  /** Time of the native prover, in milliseconds. */
  proveMs: number;
};

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
 *
 * @example
 * import { createProver, loadArtifacts } from '@tallystick/prover/proving';
 *
 * const artifacts = await loadArtifacts({ shape: 'tiny', chainId });
 * const prover = await createProver();
 * const { proof, publicInputs } = await prover.proveBatch(artifacts, executed);
 * const isValid = await prover.verifyBatch(artifacts, { proof, publicInputs });
 * await prover.destroy();
 */
export async function createProver(parameters: CreateProverParameters = {}): Promise<BatchProver> {
  return new BatchProver(parameters);
}

/**
 * Proves and verifies with at most one native process, which works on one job after the other; it is started when it is first needed and
 * again after it failed or when another reference string is needed. Solving runs in this process beside it: to keep the native prover
 * busy, solve a batch while the one before is proved. Made by `createProver`.
 */
export class BatchProver {
  readonly #parameters: CreateProverParameters;
  #native: { crsPath: string; instance: NativeProver } | undefined;
  #last: Promise<unknown> = Promise.resolve();
  #destroyed = false;

  constructor(parameters: CreateProverParameters) {
    this.#parameters = parameters;
  }

  /**
   * Solves the circuit for its witness, proves, and checks that the proof states what was executed.
   *
   * @throws artifacts/wrong-shape, artifacts/unprovable, artifacts/prover-failed, artifacts/no-native-prover,
   * artifacts/public-inputs-mismatch, artifacts/prover-destroyed
   */
  async proveBatch<Shape>(
    artifacts: CircuitArtifacts<Shape>,
    executed: Provable<Shape>,
    onProgress?: OnProgress,
  ): Promise<ProvedBatch> {
    return this.proveSolved(artifacts, await this.solveBatch(artifacts, executed, onProgress), onProgress);
  }

  /**
   * The first half of `proveBatch`: solves the circuit for its witness. Blocks this thread while it runs, and doesn't wait for the native
   * process.
   *
   * @throws artifacts/wrong-shape, artifacts/unprovable, artifacts/prover-destroyed
   */
  async solveBatch<Shape>(
    artifacts: CircuitArtifacts<Shape>,
    { shape, inputs, publicInputs }: Provable<Shape>,
    onProgress?: OnProgress,
  ): Promise<SolvedBatch<Shape>> {
    this.#assertAlive();
    assertShape(artifacts.shape, shape);
    return reportStep({ step: 'witness', onProgress: this.#listener(onProgress) }, async () => {
      const startMs = performance.now();
      const witness = await solveWitness(artifacts.circuit, inputs);
      return { shape, publicInputs, witness, witnessMs: performance.now() - startMs };
    });
  }

  /**
   * The second half of `proveBatch`: proves, and checks that the proof states what was executed. `proveMs` counts from when the native
   * process takes the job up, not while the job waits for it.
   *
   * @throws artifacts/wrong-shape, artifacts/prover-failed, artifacts/no-native-prover, artifacts/public-inputs-mismatch,
   * artifacts/prover-destroyed
   */
  async proveSolved<Shape>(
    artifacts: CircuitArtifacts<Shape>,
    { shape, publicInputs: expected, witness, witnessMs }: SolvedBatch<Shape>,
    onProgress?: OnProgress,
  ): Promise<ProvedBatch> {
    return this.#enqueue(async () => {
      assertShape(artifacts.shape, shape);
      const startMs = performance.now();
      const circuit = {
        name: 'batch',
        bytecode: bytecodeOf(artifacts.circuit),
        verificationKey: artifacts.verificationKey,
      };
      const { proof, publicInputs } = await reportStep(
        { step: 'prove', detail: `${artifacts.gates} gates`, onProgress: this.#listener(onProgress) },
        () =>
          this.#call(artifacts.referenceString, 'circuitProve', (native) =>
            native.circuitProve({ circuit, witness, settings: PROOF_SETTINGS }),
          ),
      );
      const proveMs = performance.now() - startMs;
      const stated = publicInputs.map((input) => bytesToField(input));
      assertStatement(stated, expected);
      return { proof: bytesToHex(Buffer.concat(proof)), publicInputs: stated, witnessMs, proveMs };
    });
  }

  /**
   * Checks a proof: under the real reference string by the native verifier, under the development string by the very
   * Solidity verifier in an EVM inside this process. Which one follows from the artifacts alone; neither stands in for
   * the other.
   *
   * @returns false for any proof or public input that is not right, one that is raised by the field's modulus included
   * @throws artifacts/verification-impossible, artifacts/prover-failed, artifacts/no-native-prover,
   * artifacts/prover-destroyed
   */
  async verifyBatch<Shape>(
    artifacts: CircuitArtifacts<Shape>,
    proofData: ProofData,
    onProgress?: OnProgress,
  ): Promise<boolean> {
    this.#assertAlive();
    const report = { step: 'verify', onProgress: this.#listener(onProgress) } as const;
    if (proofData.publicInputs.length !== artifacts.publicInputs || !hasCanonicalInputs(proofData.publicInputs))
      return reportStep(report, async () => false);
    // The EVM needs no native process, so it doesn't wait for a proof that is being made.
    if (artifacts.referenceString.kind === 'development')
      return reportStep(report, () => verifyInEvm(artifacts.verifier, proofData));
    return this.#enqueue(() =>
      reportStep(report, () =>
        this.#call(artifacts.referenceString, 'circuitVerify', (native) =>
          verifyNatively(native, artifacts.verificationKey, proofData),
        ),
      ),
    );
  }

  /** Ends the native process. A job that runs is lost; nothing can be asked afterwards. */
  async destroy(): Promise<void> {
    this.#destroyed = true;
    await this.#stop();
  }

  #enqueue<Result>(job: () => Promise<Result>): Promise<Result> {
    const result = this.#last.then(() => {
      this.#assertAlive();
      return job();
    });
    this.#last = result.catch(() => undefined);
    return result;
  }

  #assertAlive(): void {
    if (this.#destroyed) throw artifactsError('artifacts/prover-destroyed');
  }

  /** One call; a process that failed is not used again. */
  async #call<Result>(
    referenceString: ReferenceString,
    name: string,
    run: (native: Barretenberg) => Promise<Result>,
  ): Promise<Result> {
    const native = await this.#start(referenceString);
    try {
      return await native.call(name, run);
    } catch (error) {
      await this.#stop();
      throw error;
    }
  }

  async #start({ path }: ReferenceString): Promise<NativeProver> {
    if (this.#native?.crsPath === path) return this.#native.instance;
    await this.#stop();
    const { threads, logger } = this.#parameters;
    const instance = await startNativeProver({ crsPath: path, threads, logger });
    // `destroy` may have come while the process started, of which it couldn't know.
    if (this.#destroyed) await instance.destroy();
    this.#assertAlive();
    this.#native = { crsPath: path, instance };
    return instance;
  }

  async #stop(): Promise<void> {
    const native = this.#native;
    this.#native = undefined;
    await native?.instance.destroy();
  }

  #listener(onProgress: OnProgress | undefined): OnProgress {
    return (event: ProgressEvent) => {
      this.#parameters.onProgress?.(event);
      onProgress?.(event);
    };
  }
}

/**
 * Solves a circuit for all of its wires. Blocks while it runs.
 *
 * @returns the witness as the native prover takes it: unpacked
 * @throws artifacts/unprovable with the circuit's message, never with the inputs
 */
async function solveWitness(circuit: CompiledCircuit, inputs: InputMap): Promise<Uint8Array> {
  try {
    const { witness } = await new Noir(circuit).execute(inputs);
    return gunzipSync(witness);
  } catch (error) {
    // Not the cause itself: it may carry values of the circuit.
    const message = error instanceof Error ? error.message : String(error);
    // What the curve's sums can't be made of is told by its value.
    const constraint = message.replace(/\b(0x)?[0-9a-f]{16,}\b/gi, '…');
    throw artifactsError('artifacts/unprovable', { facts: { constraint } });
  }
}

function assertShape(expected: unknown, given: unknown): void {
  if (nameOf(expected) === nameOf(given)) return;
  throw artifactsError('artifacts/wrong-shape', {
    facts: { field: 'shape', given: nameOf(given), expected: nameOf(expected) },
  });
}

function nameOf(shape: unknown): unknown {
  return typeof shape === 'object' && shape !== null && 'name' in shape ? shape.name : shape;
}

function assertStatement(stated: readonly bigint[], expected: readonly bigint[]): void {
  const at = Array.from({ length: Math.max(stated.length, expected.length) }, (_, i) => i).find(
    (i) => stated[i] !== expected[i],
  );
  if (at === undefined) return;
  throw artifactsError('artifacts/public-inputs-mismatch', {
    facts: { field: `publicInputs[${at}]`, given: stated[at], expected: expected[at] },
  });
}
