export type { AccountState } from './account/AccountState.js';
export type { AccountStore } from './account/AccountStore.js';
export { accessToken } from './account/accessToken.js';
export { computeDomain } from './account/computeDomain.js';
export { createMemoryAccountStore } from './account/createMemoryAccountStore.js';
export { createOverlayAccountStore, type OverlayAccountStore } from './account/createOverlayAccountStore.js';
export { earningTerms } from './account/earningTerms.js';
export { hashStatic } from './account/hashStatic.js';
export { hashTerms } from './account/hashTerms.js';
export { isEarningAccount } from './account/isEarningAccount.js';
export { leafOf } from './account/leafOf.js';
export * from './account/limits.js';
export { openedAccount } from './account/openedAccount.js';
export type { Prices } from './account/Prices.js';
export { packPricesExpiry } from './account/packPricesExpiry.js';
export { packUnits } from './account/packUnits.js';
export { packWord } from './account/packWord.js';
export { padOf } from './account/padOf.js';
export { type RecoverUpdateParameters, recoverUpdate } from './account/recoverUpdate.js';
export { type RefreshedAccount, refreshed } from './account/refreshed.js';
export type { Terms } from './account/Terms.js';
export * from './account/tags.js';
export { UNIT_KEYS } from './account/UNIT_KEYS.js';
export type { Units } from './account/Units.js';
export { unpackWord } from './account/unpackWord.js';
export { validateAccountState } from './account/validateAccountState.js';
export { validateTerms } from './account/validateTerms.js';
export type { Word } from './account/Word.js';
export { ZERO_UNITS } from './account/ZERO_UNITS.js';
export { assertDevelopmentChain } from './artifacts/assertDevelopmentChain.js';
export { assertReferenceStringAllowed } from './artifacts/assertReferenceStringAllowed.js';
export type { CircuitArtifacts } from './artifacts/CircuitArtifacts.js';
export type { CircuitSources } from './artifacts/CircuitSources.js';
export { type CompileCircuitParameters, compileCircuit } from './artifacts/compileCircuit.js';
export type { CompiledVerifier } from './artifacts/compileVerifier.js';
export {
  type FindReferenceStringParameters,
  findReferenceString,
  type ReferenceStringChoice,
} from './artifacts/findReferenceString.js';
export { type BatchArtifacts, type LoadArtifactsParameters, loadArtifacts } from './artifacts/loadArtifacts.js';
export { type LoadOptions, loadCircuitArtifacts } from './artifacts/loadCircuitArtifacts.js';
export type { ReferenceString } from './artifacts/ReferenceString.js';
export { resolveCacheDir } from './artifacts/resolveCacheDir.js';
export { type RunSetupParameters, runSetup } from './artifacts/runSetup.js';
export { SHAPE_NAMES } from './artifacts/SHAPE_NAMES.js';
export type { BatchOpen, BatchRequest } from './batch/BatchRequest.js';
export type { BatchData, ExecutedBatch, SettledReceipt } from './batch/ExecutedBatch.js';
export { type ExecuteBatchParameters, executeBatch } from './batch/executeBatch.js';
export { packHeader } from './batch/packHeader.js';
export { packSerials } from './batch/packSerials.js';
export { type ApproveTokensParameters, approveTokens } from './chain/approveTokens.js';
export type { ChainClients, ChainReader, ChainWriter } from './chain/ChainClients.js';
export { type ChooseFeesParameters, chooseFees, type TransactionFees } from './chain/chooseFees.js';
export { type ClaimedWithdrawal, type ClaimWithdrawalParameters, claimWithdrawal } from './chain/claimWithdrawal.js';
export { classifySendError, type SendProblem } from './chain/classifySendError.js';
export { type ChainConnection, type ConnectChainParameters, connectChain } from './chain/connectChain.js';
export { type OpenAllowanceParameters, type OpenedAllowance, openAllowance } from './chain/openAllowance.js';
export type { RebuildCheckpoint, RebuiltTree } from './chain/RebuiltTree.js';
export {
  type AccountOnChain,
  type ReadAccountFromChainParameters,
  readAccountFromChain,
} from './chain/readAccountFromChain.js';
export { readDeploymentFile } from './chain/readDeploymentFile.js';
export { type RebuildTreeParameters, rebuildTree } from './chain/rebuildTree.js';
export { recoverAccount } from './chain/recoverAccount.js';
export { type RefundedOpen, type RefundOpenParameters, refundOpen } from './chain/refundOpen.js';
export type { SendOptions } from './chain/SendOptions.js';
export type { SentCall } from './chain/sendCall.js';
export type { PublishedAccount, TreeOpening } from './chain/TreeOpening.js';
export { toChainError } from './chain/toChainError.js';
export type { ClientAllowance } from './client/ClientAllowance.js';
export type { ClientState } from './client/ClientState.js';
export type { ClientStateStore } from './client/ClientStateStore.js';
export { createFileClientStateStore } from './client/createFileClientStateStore.js';
export { createPayingFetch } from './client/createPayingFetch.js';
export type { PayingFetchOptions, PaymentEvent } from './client/PayingFetchOptions.js';
export type { ErrorCodeEntry } from './errors/ErrorCodeEntry.js';
export { type ErrorCode, errorCodes } from './errors/errorCodes.js';
export { reasonOf } from './errors/reasonOf.js';
export { type ErrorFacts, TallystickError, type TallystickErrorOptions } from './errors/TallystickError.js';
export type { AllowanceArchive, ArchivedAllowance } from './escape/AllowanceArchive.js';
export { assertShapeRegistered } from './escape/assertShapeRegistered.js';
export {
  type AccountRecovery,
  type AccountRecoveryParameters,
  createAccountRecovery,
  type RecoveredOwnAccounts,
} from './escape/createAccountRecovery.js';
export { createFileAllowanceArchive } from './escape/createFileAllowanceArchive.js';
export { findReservation } from './escape/findReservation.js';
export { type MakeOwnBatchParameters, makeOwnBatch } from './escape/makeOwnBatch.js';
export { mayMakeOwnBatch } from './escape/mayMakeOwnBatch.js';
export type { OwnAccount, OwnWithdrawal } from './escape/OwnAccount.js';
export type { OwnBatchContent } from './escape/OwnBatchContent.js';
export {
  type LostReceipt,
  type OwnBatchPlan,
  type PlanOwnBatchesParameters,
  planOwnBatches,
} from './escape/planOwnBatches.js';
export { readTurn } from './escape/readTurn.js';
export {
  type RecoverAccountStateParameters,
  type RecoveredAccount,
  recoverAccountState,
} from './escape/recoverAccountState.js';
export { type Reservation, reserveSlot } from './escape/reserveSlot.js';
export type { SelfSequenced } from './escape/SelfSequenced.js';
export { type SelfSequenceParameters, selfSequence } from './escape/selfSequence.js';
export {
  type SelfSequenceAllParameters,
  type SelfSequencedAll,
  selfSequenceAll,
} from './escape/selfSequenceAll.js';
export { type SubmitOwnBatchParameters, type SubmittedOwnBatch, submitOwnBatch } from './escape/submitOwnBatch.js';
export type { Turn } from './escape/Turn.js';
export { type WaitForTurnParameters, waitForTurn } from './escape/waitForTurn.js';
export { bytesToField } from './field/bytesToField.js';
export { FIELD_MODULUS } from './field/FIELD_MODULUS.js';
export { fieldToBytes } from './field/fieldToBytes.js';
export { fieldToHex } from './field/fieldToHex.js';
export { GRUMPKIN_ORDER } from './field/GRUMPKIN_ORDER.js';
export { hexToField } from './field/hexToField.js';
export { isFieldElement } from './field/isFieldElement.js';
export { randomField } from './field/randomField.js';
export { toField } from './field/toField.js';
export type { Admission } from './gateway/Admission.js';
export type { Allowance } from './gateway/Allowance.js';
export type { AllowanceSource } from './gateway/AllowanceSource.js';
export { computeUnitSecondsOf } from './gateway/computeUnitSecondsOf.js';
export { createGateway } from './gateway/createGateway.js';
export {
  createSequencerAllowanceSource,
  type SequencerAllowanceSourceOptions,
} from './gateway/createSequencerAllowanceSource.js';
export { createSettler, type SettleResult, type Settler, type SettlerOptions } from './gateway/createSettler.js';
export { createStaticAllowanceSource } from './gateway/createStaticAllowanceSource.js';
export { egressMibOf } from './gateway/egressMibOf.js';
export { encodePayment } from './gateway/encodePayment.js';
export { type FastifyGatewayOptions, fastifyGateway } from './gateway/fastifyGateway.js';
export type { Decision, Gateway, PaidRequest } from './gateway/Gateway.js';
export type { GatewayOptions } from './gateway/GatewayOptions.js';
export { type NodeHttpGatewayOptions, nodeHttpGateway } from './gateway/nodeHttpGateway.js';
export type { Payment } from './gateway/Payment.js';
export type { PaymentDemand } from './gateway/PaymentDemand.js';
export type { PaymentResponse } from './gateway/PaymentResponse.js';
export { parsePayment } from './gateway/parsePayment.js';
export type { Refusal } from './gateway/Refusal.js';
export type { MeteredResponse, RouteMetering } from './gateway/RouteMetering.js';
export { assertStatementKeysAllowed } from './groth16/assertStatementKeysAllowed.js';
export { type CompileStatementParameters, compileStatement } from './groth16/compileStatement.js';
export type { Groth16VerificationKey } from './groth16/Groth16VerificationKey.js';
export type { LoadStatementOptions } from './groth16/LoadStatementOptions.js';
export { type LoadStatementArtifactsParameters, loadStatementArtifacts } from './groth16/loadStatementArtifacts.js';
export type { StatementArtifacts } from './groth16/StatementArtifacts.js';
export type { StatementCircuit } from './groth16/StatementCircuit.js';
export type { StatementName } from './groth16/StatementName.js';
export type { SetupContribution, StatementSetup } from './groth16/StatementSetup.js';
export { compress } from './hash/compress.js';
export { loadCrypto } from './hash/loadCrypto.js';
export { poseidon2Hash } from './hash/poseidon2Hash.js';
export { poseidon2Permute, type Quad } from './hash/poseidon2Permute.js';
export { startNativeSignatures } from './hash/startNativeSignatures.js';
export { unloadCrypto } from './hash/unloadCrypto.js';
export { JsonReader } from './json/JsonReader.js';
export { createLmdbKeeperJournal } from './keeper/createLmdbKeeperJournal.js';
export { createMemoryKeeperJournal } from './keeper/createMemoryKeeperJournal.js';
export type { KeeperContracts } from './keeper/KeeperContracts.js';
export type { KeeperCursor, KeeperEntry, KeeperJournal, KeptDemand } from './keeper/KeeperJournal.js';
export type { KeeperTask } from './keeper/KeeperTask.js';
export { type KeeperEvent, type KeeperTotals, type RunKeeperParameters, runKeeper } from './keeper/runKeeper.js';
export type { DerivedKeyParameters } from './keys/derivationInfo.js';
export { deriveAccountKey, type SigningWallet } from './keys/deriveAccountKey.js';
export { deriveAllowanceKey } from './keys/deriveAllowanceKey.js';
export { deriveResponderKey } from './keys/deriveResponderKey.js';
export { deriveViewKey } from './keys/deriveViewKey.js';
export type { GrumpkinKey } from './keys/GrumpkinKey.js';
export { KEY_MESSAGE } from './keys/KEY_MESSAGE.js';
export { createProbeResponder, type ProbeResponderOptions } from './probe/createProbeResponder.js';
export { type FastifyProbeOptions, fastifyProbe } from './probe/fastifyProbe.js';
export { type NodeHttpProbeOptions, nodeHttpProbe } from './probe/nodeHttpProbe.js';
export { PROBE_PATH } from './probe/PROBE_PATH.js';
export type { ProbeAnswer } from './probe/ProbeAnswer.js';
export type { ProbeChallenge } from './probe/ProbeChallenge.js';
export type { ProbeDomain } from './probe/ProbeDomain.js';
export type { ProbeResponder } from './probe/ProbeResponder.js';
export { probeTypedData } from './probe/probeTypedData.js';
export { type VerifyProbeAnswerParameters, verifyProbeAnswer } from './probe/verifyProbeAnswer.js';
export {
  type CreateProgressReporterParameters,
  createProgressReporter,
} from './progress/createProgressReporter.js';
export type { OnProgress, ProgressEvent, ProgressStep } from './progress/ProgressEvent.js';
export { type ReportStepParameters, reportStep } from './progress/reportStep.js';
export type { BatchProver, Provable, ProvedBatch, SolvedBatch } from './proof/BatchProver.js';
export { type CreateProverParameters, createProver } from './proof/createProver.js';
export type { ProofData } from './proof/ProofData.js';
export { type VerifyOnChainParameters, verifyOnChain } from './proof/verifyOnChain.js';
export { amountOwed } from './receipt/amountOwed.js';
export { assertNotLower } from './receipt/assertNotLower.js';
export { type AssertReceiptParameters, assertReceipt } from './receipt/assertReceipt.js';
export { compareReceipts } from './receipt/compareReceipts.js';
export { isSuccessor } from './receipt/isSuccessor.js';
export { parseReceipt } from './receipt/parseReceipt.js';
export type { Receipt, UnsignedReceipt } from './receipt/Receipt.js';
export { receiptMessage } from './receipt/receiptMessage.js';
export { type SerializedReceipt, serializeReceipt } from './receipt/serializeReceipt.js';
export { signReceipt } from './receipt/signReceipt.js';
export { verifyReceipt } from './receipt/verifyReceipt.js';
export type { AllowanceUse } from './receiptStore/AllowanceUse.js';
export { createLmdbReceiptStore } from './receiptStore/createLmdbReceiptStore.js';
export { createMemoryReceiptStore } from './receiptStore/createMemoryReceiptStore.js';
export type { Charge, ReceiptStore } from './receiptStore/ReceiptStore.js';
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
export { publicInputCount } from './shape/publicInputCount.js';
export type { Shape } from './shape/Shape.js';
export { updateCount } from './shape/updateCount.js';
export { isOnCurve } from './signature/isOnCurve.js';
export type { Point } from './signature/Point.js';
export { publicKeyOf } from './signature/publicKeyOf.js';
export type { Signature } from './signature/Signature.js';
export { signField } from './signature/signField.js';
export { verifyField } from './signature/verifyField.js';
export { assertProviderTerms } from './stake/assertProviderTerms.js';
export type { Committee, CommitteeMember, LeafState } from './stake/Committee.js';
export { type ClaimedReward, type ClaimRewardParameters, claimReward } from './stake/claimReward.js';
export { type CommitteeOfParameters, committeeOf } from './stake/committeeOf.js';
export { type DemandedReveal, type DemandRevealParameters, demandReveal } from './stake/demandReveal.js';
export { drawSeed } from './stake/drawSeed.js';
export type { EpochTimes } from './stake/EpochTimes.js';
export { type LiquidatedStake, type LiquidateStakeParameters, liquidateStake } from './stake/liquidateStake.js';
export type { ProviderTerms } from './stake/ProviderTerms.js';
export { type PostRootParameters, postRoot } from './stake/postRoot.js';
export { reactivateStake } from './stake/reactivateStake.js';
export { type ReadClaimableParameters, readClaimable, type StakeClaimable } from './stake/readClaimable.js';
export { type ReadEpochTimesParameters, readEpochTimes } from './stake/readEpochTimes.js';
export { readProvider } from './stake/readProvider.js';
export { type ReadRevealedOpeningParameters, readRevealedOpening } from './stake/readRevealedOpening.js';
export { readRoots } from './stake/readRoots.js';
export { type ReadStakeAccountParameters, readStakeAccount } from './stake/readStakeAccount.js';
export { readWatcher } from './stake/readWatcher.js';
export { type Registered, type RegisterProviderParameters, registerProvider } from './stake/registerProvider.js';
export { type RegisterWatcherParameters, registerWatcher } from './stake/registerWatcher.js';
export { requireCourts } from './stake/requireCourts.js';
export { revealLeaf } from './stake/revealLeaf.js';
export type { StakeAccount, StakeCapacity, StakeKind, StakeStatus } from './stake/StakeAccount.js';
export { slashAbsentWatcher } from './stake/slashAbsentWatcher.js';
export { type Slashed, slashSilentProvider } from './stake/slashSilentProvider.js';
export { type StartedUnbonding, type StartUnbondingParameters, startUnbonding } from './stake/startUnbonding.js';
export { strikeMember } from './stake/strikeMember.js';
export {
  type SubmittedUptimeProof,
  type SubmitUptimeProofParameters,
  submitUptimeProof,
} from './stake/submitUptimeProof.js';
export { type TopUpStakeParameters, topUpStake } from './stake/topUpStake.js';
export { updateProvider } from './stake/updateProvider.js';
export { updateWatcher } from './stake/updateWatcher.js';
export { type WithdrawnStake, type WithdrawStakeParameters, withdrawStake } from './stake/withdrawStake.js';
export { fromProofArgument } from './statement/fromProofArgument.js';
export type { G1Point, G2Point, Groth16Proof } from './statement/Groth16Proof.js';
export { type ProofArgument, toProofArgument } from './statement/toProofArgument.js';
export { AccountTree, type TreeFamilies, type TreePath } from './tree/AccountTree.js';
export { createMemoryNodeStore } from './tree/createMemoryNodeStore.js';
export { createOverlayNodeStore, type OverlayNodeStore } from './tree/createOverlayNodeStore.js';
export { createPostgresNodeStore, type PostgresNodeStore, type Queryable } from './tree/createPostgresNodeStore.js';
export { emptyNodes } from './tree/emptyNodes.js';
export type { NodeStore } from './tree/NodeStore.js';
export { nodeKey } from './tree/nodeKey.js';
export { rootOfPath } from './tree/rootOfPath.js';
export { TREE_DEPTH } from './tree/TREE_DEPTH.js';
export { updateLeaves } from './tree/updateLeaves.js';
export { assertBitmap } from './uptime/assertBitmap.js';
export type { Bitmap } from './uptime/Bitmap.js';
export { bitmapToHex } from './uptime/bitmapToHex.js';
export { COMMITTEE_SIZE } from './uptime/COMMITTEE_SIZE.js';
export { type CollectedOpenings, type CollectOpeningsParameters, collectOpenings } from './uptime/collectOpenings.js';
export { countMissedSlots } from './uptime/countMissedSlots.js';
export { countUpSlots } from './uptime/countUpSlots.js';
export { type CreateWatchTreeParameters, createWatchTree, type WatchRecord } from './uptime/createWatchTree.js';
export { emptyWatchNodes } from './uptime/emptyWatchNodes.js';
export { hexToBitmap } from './uptime/hexToBitmap.js';
export { isSlotUp } from './uptime/isSlotUp.js';
export { loadPoseidon } from './uptime/loadPoseidon.js';
export { openingRoot } from './uptime/openingRoot.js';
export { parseUptimeProof } from './uptime/parseUptimeProof.js';
export { parseWatchOpening } from './uptime/parseWatchOpening.js';
export { placeOpenings } from './uptime/placeOpenings.js';
export { poseidon } from './uptime/poseidon.js';
export { type ProvedUptime, type ProveUptimeParameters, proveUptime } from './uptime/proveUptime.js';
export { SLOTS_PER_EPOCH } from './uptime/SLOTS_PER_EPOCH.js';
export { type SerializedUptimeProof, serializeUptimeProof } from './uptime/serializeUptimeProof.js';
export { serializeWatchOpening } from './uptime/serializeWatchOpening.js';
export { toUptimeCircuitInputs } from './uptime/toUptimeCircuitInputs.js';
export { toUptimeInputs } from './uptime/toUptimeInputs.js';
export { UPTIME_QUORUM } from './uptime/UPTIME_QUORUM.js';
export type { UptimeProof, UptimeStatement } from './uptime/UptimeProof.js';
export { type PenaltySchedule, type UptimePenaltyParameters, uptimePenalty } from './uptime/uptimePenalty.js';
export { verifyOpening } from './uptime/verifyOpening.js';
export { type VerifyUptimeParameters, verifyUptime } from './uptime/verifyUptime.js';
export { type VerifyUptimeOnChainParameters, verifyUptimeOnChain } from './uptime/verifyUptimeOnChain.js';
export { WATCH_DEPTH } from './uptime/WATCH_DEPTH.js';
export type { WatchLeaf } from './uptime/WatchLeaf.js';
export type { SerializedWatchOpening, WatchOpening } from './uptime/WatchOpening.js';
export type { WatchTree } from './uptime/WatchTree.js';
export { watchLeafOf } from './uptime/watchLeafOf.js';
export { withSlot } from './uptime/withSlot.js';
export { parseUsageProof } from './usage/parseUsageProof.js';
export { type ProvedUsage, type ProveUsageParameters, proveUsage } from './usage/proveUsage.js';
export type { Resource } from './usage/Resource.js';
export { type ReadUsageOpeningsParameters, readUsageOpenings } from './usage/readUsageOpenings.js';
export { type SerializedUsageProof, serializeUsageProof } from './usage/serializeUsageProof.js';
export { toUsageCircuitInputs } from './usage/toUsageCircuitInputs.js';
export { toUsageInputs } from './usage/toUsageInputs.js';
export type { UsageOpening } from './usage/UsageOpening.js';
export type { UsageProof, UsageStatement } from './usage/UsageProof.js';
export { type VerifyUsageParameters, verifyUsage } from './usage/verifyUsage.js';
export { type VerifyUsageOnChainParameters, verifyUsageOnChain } from './usage/verifyUsageOnChain.js';
export { createVirtualClock, type VirtualClock } from './watcher/createVirtualClock.js';
export { type CreateWatchChainParameters, createWatchChain } from './watcher/createWatchChain.js';
export { createWatcher } from './watcher/createWatcher.js';
export { type FetchOpeningParameters, fetchOpening } from './watcher/fetchOpening.js';
export type { WatchChain, WatchDemand, WatchedProvider } from './watcher/WatchChain.js';
export type { WatchClock } from './watcher/WatchClock.js';
export type { Watcher } from './watcher/Watcher.js';
export type { WatcherConfig } from './watcher/WatcherConfig.js';
export type { WatcherDeps } from './watcher/WatcherDeps.js';
export type { WatcherStatus } from './watcher/WatcherStatus.js';
export type { WatchLogger } from './watcher/WatchLogger.js';
export type { WatchTimes } from './watcher/WatchTimes.js';
export { packPayout } from './withdrawal/packPayout.js';
export { parseWithdrawal } from './withdrawal/parseWithdrawal.js';
export { type SerializedWithdrawal, serializeWithdrawal } from './withdrawal/serializeWithdrawal.js';
export { signWithdrawal } from './withdrawal/signWithdrawal.js';
export { verifyWithdrawal } from './withdrawal/verifyWithdrawal.js';
export type { UnsignedWithdrawal, Withdrawal } from './withdrawal/Withdrawal.js';
export { withdrawalMessage } from './withdrawal/withdrawalMessage.js';
