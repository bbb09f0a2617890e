export { type ExecuteBatchParameters, executeBatch } from './batch/executeBatch.js';
export { packHeader, packSerials } from './batch/outputs.js';
export type { BatchOpen, BatchRequest } from './batch/request.js';
export type { BatchData, ExecutedBatch, SettledReceipt } from './batch/steps.js';
export { type ApproveTokensParameters, approveTokens } from './chain/approveTokens.js';
export type { ChainClients, ChainReader, ChainWriter } from './chain/ChainClients.js';
export { type ClaimedWithdrawal, type ClaimWithdrawalParameters, claimWithdrawal } from './chain/claimWithdrawal.js';
export { type ChainConnection, type ConnectChainParameters, connectChain } from './chain/connectChain.js';
export { type OpenAllowanceParameters, type OpenedAllowance, openAllowance } from './chain/openAllowance.js';
export { readDeploymentFile } from './chain/readDeploymentFile.js';
export {
  type AccountOnChain,
  type ReadAccountFromChainParameters,
  readAccountFromChain,
} from './chain/rebuild/readAccountFromChain.js';
export type { PublishedAccount, RebuildCheckpoint, RebuiltTree, TreeOpening } from './chain/rebuild/rebuildTree.js';
export { type RebuildTreeParameters, rebuildTree } from './chain/rebuild/rebuildTree.js';
export { recoverAccount } from './chain/rebuild/recoverAccount.js';
export {
  type RecoverAccountStateParameters,
  type RecoveredAccount,
  recoverAccountState,
} from './chain/rebuild/recoverAccountState.js';
export { type RefundedOpen, type RefundOpenParameters, refundOpen } from './chain/refundOpen.js';
export { assertProviderTerms, requireCourts } from './chain/stake/asserts.js';
export { type ClaimedReward, type ClaimRewardParameters, claimReward } from './chain/stake/claimReward.js';
export {
  type CommitteeOfParameters,
  committeeOf,
  type ReadEpochTimesParameters,
  readEpochTimes,
  readRoots,
} from './chain/stake/committeeOf.js';
export { type DemandedReveal, type DemandRevealParameters, demandReveal } from './chain/stake/demandReveal.js';
export { drawSeed } from './chain/stake/drawSeed.js';
export { type LiquidatedStake, type LiquidateStakeParameters, liquidateStake } from './chain/stake/liquidateStake.js';
export { type PostRootParameters, postRoot } from './chain/stake/postRoot.js';
export { reactivateStake } from './chain/stake/reactivateStake.js';
export { type ReadRevealedOpeningParameters, readRevealedOpening } from './chain/stake/readRevealedOpening.js';
export {
  type ReadClaimableParameters,
  type ReadStakeAccountParameters,
  readClaimable,
  readProvider,
  readStakeAccount,
  readWatcher,
  type StakeClaimable,
} from './chain/stake/readStakeAccount.js';
export { type Registered, type RegisterProviderParameters, registerProvider } from './chain/stake/registerProvider.js';
export { type RegisterWatcherParameters, registerWatcher } from './chain/stake/registerWatcher.js';
export { revealLeaf } from './chain/stake/revealLeaf.js';
export { slashAbsentWatcher } from './chain/stake/slashAbsentWatcher.js';
export { type Slashed, slashSilentProvider } from './chain/stake/slashSilentProvider.js';
export { type StartedUnbonding, type StartUnbondingParameters, startUnbonding } from './chain/stake/startUnbonding.js';
export { strikeMember } from './chain/stake/strikeMember.js';
export {
  type SubmittedUptimeProof,
  type SubmitUptimeProofParameters,
  submitUptimeProof,
} from './chain/stake/submitUptimeProof.js';
export { type TopUpStakeParameters, topUpStake } from './chain/stake/topUpStake.js';
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
} from './chain/stake/types.js';
export { updateProvider } from './chain/stake/updateProvider.js';
export { updateWatcher } from './chain/stake/updateWatcher.js';
export { type WithdrawnStake, type WithdrawStakeParameters, withdrawStake } from './chain/stake/withdrawStake.js';
export { type ReadUsageOpeningsParameters, readUsageOpenings } from './chain/statements/readUsageOpenings.js';
export { type VerifyUptimeOnChainParameters, verifyUptimeOnChain } from './chain/statements/verifyUptimeOnChain.js';
export { type VerifyUsageOnChainParameters, verifyUsageOnChain } from './chain/statements/verifyUsageOnChain.js';
export { toChainError } from './chain/toChainError.js';
export type { SendOptions } from './chain/transactions/call.js';
export { classifySendError, type SendProblem } from './chain/transactions/classifySendError.js';
export { type ChooseFeesParameters, chooseFees, type TransactionFees } from './chain/transactions/fees.js';
export type { SentCall } from './chain/transactions/sendCall.js';
export type { ClientState, ClientStateStore } from './consumer/clientState.js';
export { createFileClientStateStore } from './consumer/createFileClientStateStore.js';
export { createPayingFetch } from './consumer/createPayingFetch.js';
export type { ClientAllowance, PayingFetchOptions, PaymentEvent } from './consumer/options.js';
export type { AccountState } from './core/account/account.js';
export { isEarningAccount, validateAccountState } from './core/account/account.js';
export { hashStatic, leafOf, openedAccount, padOf, type RefreshedAccount, refreshed } from './core/account/leaf.js';
export type { Word } from './core/account/packing.js';
export { packUnits, packWord, unpackWord } from './core/account/packing.js';
export { type RecoverUpdateParameters, recoverUpdate } from './core/account/recoverUpdate.js';
export type { AccountStore } from './core/account/stores.js';
export {
  createMemoryAccountStore,
  createOverlayAccountStore,
  type OverlayAccountStore,
} from './core/account/stores.js';
export type { Terms } from './core/account/terms.js';
export { earningTerms, hashTerms, packPricesExpiry, validateTerms } from './core/account/terms.js';
export { accessToken, computeDomain } from './core/domain.js';
export type { ErrorCodeEntry } from './core/errors/ErrorCodeEntry.js';
export { type ErrorCode, errorCodes } from './core/errors/errorCodes.js';
export { reasonOf } from './core/errors/reasonOf.js';
export { type ErrorFacts, TallystickError, type TallystickErrorOptions } from './core/errors/TallystickError.js';
export {
  bytesToField,
  FIELD_MODULUS,
  fieldToBytes,
  fieldToHex,
  GRUMPKIN_ORDER,
  hexToField,
  isFieldElement,
  randomField,
  toField,
} from './core/field.js';
export { loadCrypto, unloadCrypto } from './core/hash/crypto.js';
export { compress, poseidon2Hash, poseidon2Permute, type Quad } from './core/hash/poseidon2.js';
export { startNativeSignatures } from './core/hash/startNativeSignatures.js';
export { JsonReader } from './core/JsonReader.js';
export type { DerivedKeyParameters, GrumpkinKey } from './core/keys.js';
export {
  deriveAccountKey,
  deriveAllowanceKey,
  deriveResponderKey,
  deriveViewKey,
  KEY_MESSAGE,
  type SigningWallet,
} from './core/keys.js';
export * from './core/limits.js';
export * from './core/limits.js';
export type { ProbeAnswer, ProbeChallenge, ProbeDomain } from './core/probe.js';
export { PROBE_PATH, probeTypedData, type VerifyProbeAnswerParameters, verifyProbeAnswer } from './core/probe.js';
export {
  type CreateProgressReporterParameters,
  createProgressReporter,
} from './core/progress/createProgressReporter.js';
export type { OnProgress, ProgressEvent, ProgressStep } from './core/progress/ProgressEvent.js';
export { type ReportStepParameters, reportStep } from './core/progress/reportStep.js';
export { type AssertReceiptParameters, assertReceipt } from './core/receipt/assertReceipt.js';
export { parseReceipt, type SerializedReceipt, serializeReceipt } from './core/receipt/json.js';
export { assertNotLower, compareReceipts, isSuccessor } from './core/receipt/order.js';
export type { Receipt, UnsignedReceipt } from './core/receipt/receipt.js';
export { amountOwed, receiptMessage, signReceipt, verifyReceipt } from './core/receipt/receipt.js';
export type { Shape } from './core/shape.js';
export { publicInputCount, updateCount } from './core/shape.js';
export type { Point, Signature } from './core/signature.js';
export { isOnCurve, publicKeyOf, signField, verifyField } from './core/signature.js';
export { AccountTree, type TreeFamilies, type TreePath } from './core/tree/AccountTree.js';
export type { NodeStore } from './core/tree/nodeStores.js';
export { createMemoryNodeStore, createOverlayNodeStore, type OverlayNodeStore } from './core/tree/nodeStores.js';
export { emptyNodes, nodeKey, rootOfPath, TREE_DEPTH } from './core/tree/nodes.js';
export { updateLeaves } from './core/tree/updateLeaves.js';
export type { Prices, Units } from './core/units.js';
export { UNIT_KEYS, ZERO_UNITS } from './core/units.js';
export type { UnsignedWithdrawal, Withdrawal } from './core/withdrawal.js';
export {
  packPayout,
  parseWithdrawal,
  type SerializedWithdrawal,
  serializeWithdrawal,
  signWithdrawal,
  verifyWithdrawal,
  withdrawalMessage,
} from './core/withdrawal.js';
export type { PaymentDemand } from './core/x402/demand.js';
export type { Payment } from './core/x402/payment.js';
export { encodePayment, parsePayment } from './core/x402/payment.js';
export type { PaymentResponse } from './core/x402/response.js';
export {
  type AccountRecovery,
  type AccountRecoveryParameters,
  createAccountRecovery,
  type RecoveredOwnAccounts,
} from './escape/createAccountRecovery.js';
export { type MakeOwnBatchParameters, makeOwnBatch } from './escape/makeOwnBatch.js';
export type { OwnAccount, OwnBatchContent, OwnWithdrawal, SelfSequenced } from './escape/ownBatch.js';
export {
  type LostReceipt,
  type OwnBatchPlan,
  type PlanOwnBatchesParameters,
  planOwnBatches,
} from './escape/planOwnBatches.js';
export { findReservation, type Reservation, reserveSlot } from './escape/reserveSlot.js';
export { type SelfSequenceParameters, selfSequence } from './escape/selfSequence.js';
export {
  type SelfSequenceAllParameters,
  type SelfSequencedAll,
  selfSequenceAll,
} from './escape/selfSequenceAll.js';
export {
  assertShapeRegistered,
  type SubmitOwnBatchParameters,
  type SubmittedOwnBatch,
  submitOwnBatch,
} from './escape/submitOwnBatch.js';
export type { Turn } from './escape/turn.js';
export { mayMakeOwnBatch, readTurn } from './escape/turn.js';
export { type WaitForTurnParameters, waitForTurn } from './escape/waitForTurn.js';
export { createLmdbKeeperJournal } from './keeper/createLmdbKeeperJournal.js';
export type { KeeperCursor, KeeperEntry, KeeperJournal, KeptDemand } from './keeper/journal.js';
export { createMemoryKeeperJournal } from './keeper/journal.js';
export { type KeeperEvent, type KeeperTotals, type RunKeeperParameters, runKeeper } from './keeper/runKeeper.js';
export type { KeeperContracts, KeeperTask } from './keeper/task.js';
export type { AllowanceArchive, ArchivedAllowance } from './provider/allowances/AllowanceArchive.js';
export type { Allowance, AllowanceSource } from './provider/allowances/allowanceSource.js';
export { createStaticAllowanceSource } from './provider/allowances/allowanceSource.js';
export { createFileAllowanceArchive } from './provider/allowances/createFileAllowanceArchive.js';
export {
  createSequencerAllowanceSource,
  type SequencerAllowanceSourceOptions,
} from './provider/allowances/createSequencerAllowanceSource.js';
export { createGateway } from './provider/gateway/createGateway.js';
export { type FastifyGatewayOptions, fastifyGateway } from './provider/gateway/fastifyGateway.js';
export type { Admission, Decision, Gateway, GatewayOptions, PaidRequest, Refusal } from './provider/gateway/gateway.js';
export type { MeteredResponse, RouteMetering } from './provider/gateway/metering.js';
export { computeUnitSecondsOf, egressMibOf } from './provider/gateway/metering.js';
export { type NodeHttpGatewayOptions, nodeHttpGateway } from './provider/gateway/nodeHttpGateway.js';
export type { ProbeResponder } from './provider/probe/createProbeResponder.js';
export { createProbeResponder, type ProbeResponderOptions } from './provider/probe/createProbeResponder.js';
export { type FastifyProbeOptions, fastifyProbe } from './provider/probe/fastifyProbe.js';
export { type NodeHttpProbeOptions, nodeHttpProbe } from './provider/probe/nodeHttpProbe.js';
export type { AllowanceUse } from './provider/receiptStore/allowanceUse.js';
export { createLmdbReceiptStore } from './provider/receiptStore/createLmdbReceiptStore.js';
export { createMemoryReceiptStore } from './provider/receiptStore/createMemoryReceiptStore.js';
export type { Charge, ReceiptStore } from './provider/receiptStore/ReceiptStore.js';
export {
  createSettler,
  type SettleResult,
  type Settler,
  type SettlerOptions,
} from './provider/settling/createSettler.js';
export { resolveCacheDir } from './proving/artifacts/cached.js';
export type { CircuitSources } from './proving/artifacts/circuit.js';
export { type CompileCircuitParameters, compileCircuit } from './proving/artifacts/circuit.js';
export type { CompiledVerifier } from './proving/artifacts/compileVerifier.js';
export { SHAPE_NAMES } from './proving/artifacts/constants.js';
export {
  type FindReferenceStringParameters,
  findReferenceString,
  type ReferenceStringChoice,
} from './proving/artifacts/findReferenceString.js';
export type { CircuitArtifacts } from './proving/artifacts/loadArtifacts.js';
export {
  type BatchArtifacts,
  type LoadArtifactsParameters,
  type LoadOptions,
  loadArtifacts,
  loadCircuitArtifacts,
  type RunSetupParameters,
  runSetup,
} from './proving/artifacts/loadArtifacts.js';
export type { ReferenceString } from './proving/artifacts/referenceString.js';
export { assertDevelopmentChain, assertReferenceStringAllowed } from './proving/artifacts/referenceString.js';
export { type CompileStatementParameters, compileStatement } from './proving/groth16/compileStatement.js';
export {
  type LoadStatementArtifactsParameters,
  loadStatementArtifacts,
} from './proving/groth16/loadStatementArtifacts.js';
export type { G1Point, G2Point, Groth16Proof } from './proving/groth16/proof.js';
export { fromProofArgument, type ProofArgument, toProofArgument } from './proving/groth16/proof.js';
export type {
  Groth16VerificationKey,
  LoadStatementOptions,
  SetupContribution,
  StatementArtifacts,
  StatementCircuit,
  StatementName,
  StatementSetup,
} from './proving/groth16/statementArtifacts.js';
export { assertStatementKeysAllowed } from './proving/groth16/statementArtifacts.js';
export type { BatchProver, Provable, ProvedBatch, SolvedBatch } from './proving/ultrahonk/createProver.js';
export { type CreateProverParameters, createProver } from './proving/ultrahonk/createProver.js';
export type { ProofData } from './proving/ultrahonk/proofData.js';
export { type VerifyOnChainParameters, verifyOnChain } from './proving/ultrahonk/verifyOnChain.js';
export type { AccountAccess } from './sequencerClient/AccountAccess.js';
export { createSequencerClient, type SequencerClientOptions } from './sequencerClient/createSequencerClient.js';
export type * as SequencerApi from './sequencerClient/generated/api.js';
export type { BatchChange, BatchGap } from './sequencerClient/readBatchChanges.js';
export type {
  AccountOpening,
  AccountPageQuery,
  JsonObject,
  SequencerAccount,
  SequencerClient,
  SettlementOptions,
  SubmitOptions,
} from './sequencerClient/SequencerClient.js';
export type { Bitmap } from './statements/uptime/bitmap.js';
export {
  assertBitmap,
  bitmapToHex,
  countMissedSlots,
  countUpSlots,
  hexToBitmap,
  isSlotUp,
  SLOTS_PER_EPOCH,
  withSlot,
} from './statements/uptime/bitmap.js';
export { COMMITTEE_SIZE, UPTIME_QUORUM, WATCH_DEPTH } from './statements/uptime/constants.js';
export type { SerializedWatchOpening, WatchLeaf, WatchOpening } from './statements/uptime/opening.js';
export {
  openingRoot,
  parseWatchOpening,
  serializeWatchOpening,
  verifyOpening,
  watchLeafOf,
} from './statements/uptime/opening.js';
export { loadPoseidon, poseidon } from './statements/uptime/poseidon.js';
export {
  type ProvedUptime,
  type ProveUptimeParameters,
  placeOpenings,
  proveUptime,
  toUptimeCircuitInputs,
} from './statements/uptime/proveUptime.js';
export type { UptimeProof, UptimeStatement } from './statements/uptime/statement.js';
export {
  parseUptimeProof,
  type SerializedUptimeProof,
  serializeUptimeProof,
  toUptimeInputs,
} from './statements/uptime/statement.js';
export {
  type PenaltySchedule,
  type UptimePenaltyParameters,
  uptimePenalty,
} from './statements/uptime/uptimePenalty.js';
export { type VerifyUptimeParameters, verifyUptime } from './statements/uptime/verifyUptime.js';
export type { WatchTree } from './statements/uptime/watchTree.js';
export {
  type CreateWatchTreeParameters,
  createWatchTree,
  emptyWatchNodes,
  type WatchRecord,
} from './statements/uptime/watchTree.js';
export type { UsageOpening } from './statements/usage/proveUsage.js';
export {
  type ProvedUsage,
  type ProveUsageParameters,
  proveUsage,
  toUsageCircuitInputs,
} from './statements/usage/proveUsage.js';
export type { Resource, UsageProof, UsageStatement } from './statements/usage/statement.js';
export {
  parseUsageProof,
  type SerializedUsageProof,
  serializeUsageProof,
  toUsageInputs,
} from './statements/usage/statement.js';
export { type VerifyUsageParameters, verifyUsage } from './statements/usage/verifyUsage.js';
export {
  type CollectedOpenings,
  type CollectOpeningsParameters,
  collectOpenings,
} from './watcher/asking/collectOpenings.js';
export { type FetchOpeningParameters, fetchOpening } from './watcher/asking/fetchOpening.js';
export type { WatcherConfig } from './watcher/config.js';
export type { WatcherStatus } from './watcher/context.js';
export { type CreateWatchChainParameters, createWatchChain } from './watcher/createWatchChain.js';
export { createWatcher } from './watcher/createWatcher.js';
export type { WatchLogger } from './watcher/log.js';
export type { WatchClock, WatchTimes } from './watcher/time.js';
export { createVirtualClock, type VirtualClock } from './watcher/time.js';
export type { WatchChain, WatchDemand, WatchedProvider } from './watcher/WatchChain.js';
export type { Watcher, WatcherDeps } from './watcher/watcher.js';
