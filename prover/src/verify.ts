/**
 * Verifies Groth16 statements, in Node and in a browser: nothing here needs files, processes or Node's modules.
 *
 * @packageDocumentation
 */
export { TallystickError } from './errors/TallystickError.js';
export type { Groth16VerificationKey } from './groth16/Groth16VerificationKey.js';
export { fromProofArgument } from './statement/fromProofArgument.js';
export type { G1Point, G2Point, Groth16Proof } from './statement/Groth16Proof.js';
export { type ProofArgument, toProofArgument } from './statement/toProofArgument.js';
export { parseUptimeProof } from './uptime/parseUptimeProof.js';
export { type SerializedUptimeProof, serializeUptimeProof } from './uptime/serializeUptimeProof.js';
export { toUptimeInputs } from './uptime/toUptimeInputs.js';
export type { UptimeProof, UptimeStatement } from './uptime/UptimeProof.js';
export { type VerifyUptimeParameters, verifyUptime } from './uptime/verifyUptime.js';
export { parseUsageProof } from './usage/parseUsageProof.js';
export type { Resource } from './usage/Resource.js';
export { type SerializedUsageProof, serializeUsageProof } from './usage/serializeUsageProof.js';
export { toUsageInputs } from './usage/toUsageInputs.js';
export type { UsageProof, UsageStatement } from './usage/UsageProof.js';
export { type VerifyUsageParameters, verifyUsage } from './usage/verifyUsage.js';
