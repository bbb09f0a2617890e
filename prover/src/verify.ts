/**
 * Verifies Groth16 statements, in Node and in a browser: nothing here needs files, processes or Node's modules.
 *
 * @packageDocumentation
 */
export { TallystickError } from './core/errors/TallystickError.js';
export type { G1Point, G2Point, Groth16Proof } from './proving/groth16/proof.js';
export { type ProofArgument, toProofArgument } from './proving/groth16/proof.js';
export type { Groth16VerificationKey } from './proving/groth16/statementArtifacts.js';
export type { UptimeProof, UptimeStatement } from './statements/uptime/statement.js';
export {
  parseUptimeProof,
  type SerializedUptimeProof,
  serializeUptimeProof,
} from './statements/uptime/statement.js';
export { type VerifyUptimeParameters, verifyUptime } from './statements/uptime/verifyUptime.js';
export type { Resource, UsageProof, UsageStatement } from './statements/usage/statement.js';
export {
  parseUsageProof,
  type SerializedUsageProof,
  serializeUsageProof,
} from './statements/usage/statement.js';
export { type VerifyUsageParameters, verifyUsage } from './statements/usage/verifyUsage.js';
