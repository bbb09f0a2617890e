import type { Hex } from 'viem';
import type { CompiledVerifier } from '../artifacts/compileVerifier.js';
import type { Groth16VerificationKey } from './Groth16VerificationKey.js';
import type { StatementName } from './StatementName.js';
import type { StatementSetup } from './StatementSetup.js';

/** Everything needed to prove a Groth16 statement and to verify its proofs. */
export type StatementArtifacts<Statement extends StatementName = StatementName> = {
  statement: Statement;
  /** File of the witness generator, as snarkjs takes it. */
  wasm: string;
  /** File of the constraints. */
  r1cs: string;
  /** File of the proving key. */
  zkey: string;
  verificationKey: Groth16VerificationKey;
  /**
   * The Solidity verifier of this key, without constructor arguments:
   * `verify(uint256[8] proof, uint256[N] publicInputs) view returns (bool)`.
   */
  verifier: CompiledVerifier & { source: string };
  /** Number of constraints. */
  constraints: number;
  /** Names of the public inputs, in order. */
  publicInputs: readonly string[];
  setup: StatementSetup;
  /** sha256 over constraints, verification key and verifier: what proofs depend on. */
  hash: Hex;
};
