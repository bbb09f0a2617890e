/**
 * Actions over viem: open, claim, stake, post, read, and rebuild the state from L1 alone.
 * It may import core, statements and proving.
 *
 * @packageDocumentation
 */

export type { ChainClients, ChainReader, ChainWriter } from './ChainClients.js';
export { chainError } from './chainErrors.js';
export { type ClaimedWithdrawal, type ClaimWithdrawalParameters, claimWithdrawal } from './claimWithdrawal.js';
export { type ChainConnection, type ConnectChainParameters, connectChain } from './connectChain.js';
export {
  type ConfirmDeploymentParameters,
  type ConfirmedDeployment,
  confirmDeployment,
  type DeploymentChange,
} from './deployment/confirmDeployment.js';
export { type OpenAllowanceParameters, type OpenedAllowance, openAllowance } from './openAllowance.js';
export { readDeploymentFile } from './readDeploymentFile.js';
export { type BlockWindow, createBlockWindow } from './rebuild/createBlockWindow.js';
export {
  decodeRollupEvents,
  type EventPlace,
  type OpenedEvent,
  type RefundedEvent,
  type RollupEvent,
  type SettledEvent,
} from './rebuild/decodeRollupEvents.js';
export {
  type AccountOnChain,
  type ReadAccountFromChainParameters,
  readAccountFromChain,
} from './rebuild/readAccountFromChain.js';
export {
  type PublishedAccount,
  type RebuildCheckpoint,
  type RebuildTreeParameters,
  type RebuiltTree,
  rebuildTree,
  type TreeOpening,
} from './rebuild/rebuildTree.js';
export { recoverAccount } from './rebuild/recoverAccount.js';
export {
  type RecoverAccountStateParameters,
  type RecoveredAccount,
  recoverAccountState,
} from './rebuild/recoverAccountState.js';
export { type RefundedOpen, type RefundOpenParameters, refundOpen } from './refundOpen.js';
export { isShapeRegistered, type RegisteredShape, shapeOfCall } from './registeredShape.js';
export { requireCourts } from './stake/asserts.js';
export { type ClaimedReward, type ClaimRewardParameters, claimReward } from './stake/claimReward.js';
export {
  type CommitteeOfParameters,
  committeeOf,
  type ReadEpochTimesParameters,
  readEpochTimes,
  readRoots,
} from './stake/committeeOf.js';
export { type DemandedReveal, type DemandRevealParameters, demandReveal } from './stake/demandReveal.js';
export { drawSeed } from './stake/drawSeed.js';
export { type LiquidatedStake, type LiquidateStakeParameters, liquidateStake } from './stake/liquidateStake.js';
export { type PostRootParameters, postRoot } from './stake/postRoot.js';
export { reactivateStake } from './stake/reactivateStake.js';
export { type ReadRevealedOpeningParameters, readRevealedOpening } from './stake/readRevealedOpening.js';
export {
  type ReadClaimableParameters,
  type ReadStakeAccountParameters,
  readClaimable,
  readProvider,
  readStakeAccount,
  readWatcher,
  type StakeClaimable,
} from './stake/readStakeAccount.js';
export { type Registered, type RegisterProviderParameters, registerProvider } from './stake/registerProvider.js';
export { type RegisterWatcherParameters, registerWatcher } from './stake/registerWatcher.js';
export { revealLeaf } from './stake/revealLeaf.js';
export { slashAbsentWatcher } from './stake/slashAbsentWatcher.js';
export { type Slashed, slashSilentProvider } from './stake/slashSilentProvider.js';
export { stakeError } from './stake/stakeErrors.js';
export { type StartedUnbonding, type StartUnbondingParameters, startUnbonding } from './stake/startUnbonding.js';
export { strikeMember } from './stake/strikeMember.js';
export {
  type SubmittedUptimeProof,
  type SubmitUptimeProofParameters,
  submitUptimeProof,
} from './stake/submitUptimeProof.js';
export { type TopUpStakeParameters, topUpStake } from './stake/topUpStake.js';
export type {
  Committee,
  CommitteeMember,
  EpochTimes,
  LeafState,
  ProviderTerms,
  StakeAccount,
  StakeCapacity,
  StakeKind,
  StakeStatus,
} from './stake/types.js';
export { updateProvider } from './stake/updateProvider.js';
export { updateWatcher } from './stake/updateWatcher.js';
export { type WithdrawnStake, type WithdrawStakeParameters, withdrawStake } from './stake/withdrawStake.js';
export { type ReadUsageOpeningsParameters, readUsageOpenings } from './statements/readUsageOpenings.js';
export { type VerifyUptimeOnChainParameters, verifyUptimeOnChain } from './statements/verifyUptimeOnChain.js';
export { type VerifyUsageOnChainParameters, verifyUsageOnChain } from './statements/verifyUsageOnChain.js';
export type { SendOptions } from './transactions/call.js';
export { classifySendError, type SendProblem } from './transactions/classifySendError.js';
export { type ChooseFeesParameters, chooseFees, lowestFeePerGas, type TransactionFees } from './transactions/fees.js';
export type { SentCall } from './transactions/sendCall.js';
