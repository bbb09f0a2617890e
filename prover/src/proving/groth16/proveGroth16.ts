import type { TallystickError } from '../../core/errors/TallystickError.js';
import type { OnProgress } from '../../core/progress/ProgressEvent.js';
import { reportStep } from '../../core/progress/reportStep.js';
import { artifactsError } from '../artifacts/artifactsErrors.js';
import type { CircuitInputs, Groth16Proof } from './proof.js';
import { fromProofArgument } from './proof.js';
import type { StatementArtifacts, StatementName } from './statementArtifacts.js';
import { statementError } from './statementErrors.js';
import { verifyGroth16 } from './verifyGroth16.js';
import { withCurve } from './withCurve.js';

export type ProveGroth16Parameters<Statement extends StatementName> = {
  /** Of `loadStatementArtifacts`; its files are read, nothing is downloaded. */
  artifacts: Pick<StatementArtifacts<Statement>, 'statement' | 'wasm' | 'zkey' | 'verificationKey' | 'constraints'>;
  /** Inputs of the circuit by name. Secret. */
  inputs: CircuitInputs;
  /** What the proof must state, in the circuit's order. */
  publicInputs: readonly bigint[];
  onProgress?: OnProgress | undefined;
};

export type ProvedGroth16 = {
  proof: Groth16Proof;
  /** Time to solve the circuit for its witness, in milliseconds. */
  witnessMs: number;
  /** Time to prove, in milliseconds; the check of the result is not in it. */
  proveMs: number;
};

/**
 * Solves a circuit for its witness, proves with snarkjs, and verifies the result. For Node: the artifacts are files.
 *
 * @throws statement/unprovable, statement/prover-failed, artifacts/public-inputs-mismatch
 */
export async function proveGroth16<Statement extends StatementName>(
  parameters: ProveGroth16Parameters<Statement>,
): Promise<ProvedGroth16> {
  const { artifacts, inputs, publicInputs, onProgress } = parameters;
  const { statement, verificationKey, constraints } = artifacts;
  // One lease around all, so that the threads are made once.
  return withCurve(async () => {
    const { groth16, wtns } = await import('snarkjs');
    const startMs = performance.now();
    const witness = { type: 'mem' } as { type: 'mem'; data?: Uint8Array };
    await reportStep({ step: 'witness', detail: statement, onProgress }, () =>
      wtns.calculate(inputs as Parameters<typeof wtns.calculate>[0], artifacts.wasm, witness),
    ).catch((error: unknown) => {
      throw unprovable(statement, error);
    });
    const solvedMs = performance.now();
    const made = await reportStep(
      { step: 'prove', detail: `${statement}, ${constraints} constraints`, onProgress },
      () => groth16.prove(artifacts.zkey, witness as unknown as Uint8Array),
    ).catch((error: unknown) => {
      throw failed(statement, error instanceof Error ? error.message : 'unknown');
    });
    const proveMs = performance.now() - solvedMs;
    assertStatement(made.publicSignals, publicInputs);
    const { pi_a: a, pi_b: b, pi_c: c } = made.proof;
    const words = [a[0], a[1], b[0]?.[1], b[0]?.[0], b[1]?.[1], b[1]?.[0], c[0], c[1]];
    const proof = fromProofArgument(words.map((word) => BigInt(word ?? -1)));
    const valid = await reportStep({ step: 'verify', detail: statement, onProgress }, () =>
      verifyGroth16({ verificationKey, publicInputs, proof }),
    );
    if (!valid) throw failed(statement, 'the proof does not verify under the key');
    return { proof, witnessMs: solvedMs - startMs, proveMs };
  });
}

/** Says which constraint refused, and leaves the cause out: what hangs on it may hold inputs. */
function unprovable(statement: StatementName, error: unknown): TallystickError {
  const message = error instanceof Error ? error.message : '';
  const [constraint = 'unknown'] =
    /Error in template \S+ line: \d+|Signal not found|Not all inputs have been set/.exec(message) ?? [];
  return statementError('statement/unprovable', { facts: { statement, constraint } });
}

function failed(statement: StatementName, reason: string): TallystickError {
  return statementError('statement/prover-failed', { facts: { statement, reason } });
}

function assertStatement(stated: readonly string[], expected: readonly bigint[]): void {
  const at = Array.from({ length: Math.max(stated.length, expected.length) }, (_, i) => i).find(
    (i) => stated[i] !== expected[i]?.toString(),
  );
  if (at === undefined) return;
  throw artifactsError('artifacts/public-inputs-mismatch', {
    facts: { field: `publicInputs[${at}]`, given: stated[at], expected: expected[at] },
  });
}
