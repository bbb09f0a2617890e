/**
 * The provers: circuits, keys and reference strings, found or made; UltraHonk for batches, Groth16 for statements.
 * It may import core and files, starts processes and keeps a cache.
 *
 * @packageDocumentation
 */
export { artifactsError } from './artifacts/artifactsErrors.js';
export { type AssertProverFoldersParameters, assertProverFolders } from './artifacts/assertProverFolders.js';
export type { CompiledVerifier } from './artifacts/compileVerifier.js';
export { SHAPE_NAMES } from './artifacts/constants.js';
export type { ReferenceStringChoice } from './artifacts/findReferenceString.js';
export {
  type BatchArtifacts,
  type CircuitArtifacts,
  type LoadArtifactsParameters,
  type LoadOptions,
  loadArtifacts,
  type RunSetupParameters,
  runSetup,
} from './artifacts/loadArtifacts.js';
export { assertReferenceStringAllowed, type ReferenceString } from './artifacts/referenceString.js';
export { type CreateProgressReporterParameters, createProgressReporter } from './createProgressReporter.js';
export { type LoadStatementArtifactsParameters, loadStatementArtifacts } from './groth16/loadStatementArtifacts.js';
export {
  type G1Point,
  type G2Point,
  type Groth16Proof,
  type ProofArgument,
  toProofArgument,
} from './groth16/proof.js';
export {
  assertStatementKeysAllowed,
  type Groth16VerificationKey,
  type LoadStatementOptions,
  type SetupContribution,
  type StatementArtifacts,
  type StatementName,
  type StatementSetup,
} from './groth16/statementArtifacts.js';
export { statementError } from './groth16/statementErrors.js';
export { startNativeSignatures } from './startNativeSignatures.js';
export {
  type BatchProver,
  type CreateProverParameters,
  createProver,
  type Provable,
  type ProvedBatch,
  type SolvedBatch,
} from './ultrahonk/createProver.js';
export type { ProofData } from './ultrahonk/proofData.js';
export { type VerifyOnChainParameters, verifyOnChain } from './ultrahonk/verifyOnChain.js';
