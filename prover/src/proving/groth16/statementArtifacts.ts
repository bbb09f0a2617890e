import type { Statement } from '@tallystick/circuits/statements';
import { isDevelopmentChain } from '@tallystick/verifier-contracts';
import type { Hex } from 'viem';
import type { OnProgress } from '../../core/progress/ProgressEvent.js';
import { artifactsError } from '../artifacts/artifactsErrors.js';
import type { CompiledVerifier } from '../artifacts/compileVerifier.js';
import { statementError } from './statementErrors.js';

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

/** A statement's circuit, compiled. */
export type StatementCircuit = {
  statement: Statement;
  /** File of the constraints. */
  r1cs: string;
  /** sha256 of the constraints' file, hex without prefix. */
  r1csHash: string;
  /** File of the witness generator. */
  wasm: string;
  /** File of all signals' names, a line each: label, number in the witness (-1 if simplified away), component, name. */
  symbols: string;
  constraints: number;
};

/** The Groth16 statements, as circuits.json names them. */
export type StatementName = 'uptime' | 'usage';

/** One step of the second phase, as the proving key's transcript has it. */
export type SetupContribution = {
  /** A person's secret, or a public beacon that everyone can recompute. */
  kind: 'contribution' | 'beacon';
  /** What the contributor called itself; empty where it didn't. */
  name: string;
  /** BLAKE2b of the contribution, as snarkjs prints it. */
  hash: Hex;
};

/** Where a statement's keys come from. */
export type StatementSetup = {
  /** sha256 of the proving key's file. */
  zkeyHash: Hex;
  /** The second phase's contributions in order; at least one, without which γ = δ and proofs could be forged. */
  contributions: readonly SetupContribution[];
} & (
  | {
      /** Of published secrets: anyone can forge proofs under them. */
      kind: 'development';
    }
  | {
      /** Of a pinned powers-of-tau file, with a phase-2 transcript that was verified against it. */
      kind: 'ceremony';
      /** BLAKE2b-512 of the powers-of-tau file. */
      ptauHash: Hex;
    }
);

/** Which keys of a statement, and where they are kept. */
export type LoadStatementOptions = {
  /**
   * File of a powers-of-tau ceremony: one of the `powersOfTau28_hez_final_*` from 2^14 on, held to its published hash.
   */
  ptau?: string | undefined;
  /** File of a proving key with its phase-2 transcript; taken only when it verifies against circuit and `ptau`. */
  zkey?: string | undefined;
  /** Folder for what is made; `TALLYSTICK_CACHE`, else the user's cache folder, by default. */
  cacheDir?: string | undefined;
  /** The chain that the proofs are for; on any but a development chain `ptau` and `zkey` are required. */
  chainId?: number | undefined;
  onProgress?: OnProgress | undefined;
};

/** A circuit's keys, wherever they come from. */
export type ProvingKey = {
  /** File of the proving key. */
  zkey: string;
  verificationKey: Groth16VerificationKey;
  setup: StatementSetup;
};

/** Affine coordinates and a third that is 1 (0 for infinity), decimal strings. */
export type G1Json = readonly [x: string, y: string, z: string];

/** Coordinates in the quadratic extension, each `[c0, c1]`, decimal strings. */
export type G2Json = readonly [x: readonly string[], y: readonly string[], z: readonly string[]];

/** A verification key as snarkjs reads and writes it. */
export type Groth16VerificationKey = {
  protocol: 'groth16';
  curve: 'bn128';
  /** Number of public inputs. */
  nPublic: number;
  vk_alpha_1: G1Json;
  vk_beta_2: G2Json;
  vk_gamma_2: G2Json;
  vk_delta_2: G2Json;
  /** e(alpha, beta); the verifiers compute it themselves. */
  vk_alphabeta_12: readonly (readonly (readonly string[])[])[];
  /** nPublic + 1 points: of the constant, then of each public input. */
  IC: readonly G1Json[];
};

/**
 * The gate before a statement's verifier is deployed on, or a proof made for, a chain: keys of a ceremony pass anywhere,
 * development keys on development chains only.
 *
 * @throws artifacts/development-keys-refused
 */
export function assertStatementKeysAllowed({ kind }: Pick<StatementSetup, 'kind'>, chainId: number): void {
  if (kind === 'ceremony' || isDevelopmentChain(chainId)) return;
  throw artifactsError('artifacts/development-keys-refused', {
    facts: { field: 'chainId', given: chainId, expected: 'a development chain, or ptau and zkey of a ceremony' },
  });
}

/**
 * Makes sure that artifacts are those of a statement; types can't tell where a name came from a file or an option.
 *
 * @throws statement/wrong-artifacts
 */
export function assertArtifacts(artifacts: Pick<StatementArtifacts, 'statement'>, expected: StatementName): void {
  if (artifacts.statement === expected) return;
  throw statementError('statement/wrong-artifacts', {
    facts: { field: 'artifacts.statement', given: artifacts.statement, expected },
  });
}
