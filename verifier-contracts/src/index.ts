/**
 * Tallystick's settlement contracts: typed ABIs and bytecode, deployment, and what a batch looks like on the chain.
 *
 * @packageDocumentation
 */
export { decodeUpdates, type Update } from './batch/decodeUpdates.js';
export { type BatchArgument, type BatchData, toBatchArgument } from './batch/toBatchArgument.js';
export type { CourtsDeployment, CourtWindows } from './deployment/CourtsDeployment.js';
export { DEFAULT_COURT_TERMS } from './deployment/DEFAULT_COURT_TERMS.js';
export type { Deployment } from './deployment/Deployment.js';
export type { DeploymentClients } from './deployment/DeploymentClients.js';
export { defaultCourtWindows } from './deployment/defaultCourtWindows.js';
export { defaultStakeTerms } from './deployment/defaultStakeTerms.js';
export { type DeployCourtsParameters, type DeployedCourts, deployCourts } from './deployment/deployCourts.js';
export {
  type DeployRollupParameters,
  deployRollup,
  type EscapeTerms,
  GUARDIAN_ROLE,
  OPERATOR_ROLE,
  type ShapeToDeploy,
} from './deployment/deployRollup.js';
export { type DeployTestTokenParameters, deployTestToken } from './deployment/deployTestToken.js';
export {
  type GrantCourtRolesParameters,
  type GrantedCourtRoles,
  grantCourtRoles,
} from './deployment/grantCourtRoles.js';
export { INSURANCE_ROLE } from './deployment/INSURANCE_ROLE.js';
export { isCodeOf, type KnownContract } from './deployment/isCodeOf.js';
export { isDevelopmentChain } from './deployment/isDevelopmentChain.js';
export { parseDeployment } from './deployment/parseDeployment.js';
export { readDeployment } from './deployment/readDeployment.js';
export type { CourtTerms, StakeTerms } from './deployment/StakeTerms.js';
export { serializeDeployment } from './deployment/serializeDeployment.js';
export { type RegisteredSizes, type ShapeSizes, toRegisteredSizes } from './deployment/toRegisteredSizes.js';
export { writeDeployment } from './deployment/writeDeployment.js';
export { ContractsError, type ContractsErrorFacts } from './errors/ContractsError.js';
export { type ContractsErrorCode, contractsErrorCodes } from './errors/contractsErrorCodes.js';
export { accessManagerAbi, accessManagerBytecode } from './generated/AccessManager.js';
export { batchVerifierAbi } from './generated/IBatchVerifier.js';
export { uptimeProofVerifierAbi } from './generated/IUptimeProofVerifier.js';
export { usageProofVerifierAbi } from './generated/IUsageProofVerifier.js';
export { poseidon4Bytecode, poseidon5Bytecode } from './generated/Poseidon.js';
export { rollupAbi, rollupBytecode } from './generated/Rollup.js';
export { stakeRegistryAbi, stakeRegistryBytecode } from './generated/StakeRegistry.js';
export { testTokenAbi, testTokenBytecode } from './generated/TestToken.js';
export { uptimeCourtAbi, uptimeCourtBytecode } from './generated/UptimeCourt.js';
export { usageVerifierAbi, usageVerifierBytecode } from './generated/UsageVerifier.js';
