export type { AccountState } from './account/AccountState.js';
export type { AccountStore } from './account/AccountStore.js';
export { accessToken } from './account/accessToken.js';
export { computeDomain } from './account/computeDomain.js';
export { createMemoryAccountStore } from './account/createMemoryAccountStore.js';
export { createOverlayAccountStore, type OverlayAccountStore } from './account/createOverlayAccountStore.js';
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
export type { BatchOpen, BatchRequest } from './batch/BatchRequest.js';
export type { BatchData, ExecutedBatch, SettledReceipt } from './batch/ExecutedBatch.js';
export { type ExecuteBatchParameters, executeBatch } from './batch/executeBatch.js';
export { packHeader } from './batch/packHeader.js';
export { packSerials } from './batch/packSerials.js';
export type { ChainClients, ChainReader, ChainWriter } from './chain/ChainClients.js';
export { type ClaimedWithdrawal, type ClaimWithdrawalParameters, claimWithdrawal } from './chain/claimWithdrawal.js';
export { type ChainConnection, type ConnectChainParameters, connectChain } from './chain/connectChain.js';
export { type OpenAllowanceParameters, type OpenedAllowance, openAllowance } from './chain/openAllowance.js';
export {
  type AccountOnChain,
  type ReadAccountFromChainParameters,
  readAccountFromChain,
} from './chain/readAccountFromChain.js';
export { readDeploymentFile } from './chain/readDeploymentFile.js';
export { type RefundedOpen, type RefundOpenParameters, refundOpen } from './chain/refundOpen.js';
export { toChainError } from './chain/toChainError.js';
export type { ClientAllowance } from './client/ClientAllowance.js';
export type { ClientState } from './client/ClientState.js';
export type { ClientStateStore } from './client/ClientStateStore.js';
export { createFileClientStateStore } from './client/createFileClientStateStore.js';
export { createPayingFetch } from './client/createPayingFetch.js';
export type { PayingFetchOptions, PaymentEvent } from './client/PayingFetchOptions.js';
export type { ErrorCodeEntry } from './errors/ErrorCodeEntry.js';
export { type ErrorCode, errorCodes } from './errors/errorCodes.js';
export { type ErrorFacts, TallystickError, type TallystickErrorOptions } from './errors/TallystickError.js';
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
export { compress } from './hash/compress.js';
export { loadCrypto } from './hash/loadCrypto.js';
export { poseidon2Hash } from './hash/poseidon2Hash.js';
export { poseidon2Permute, type Quad } from './hash/poseidon2Permute.js';
export { startNativeSignatures } from './hash/startNativeSignatures.js';
export { unloadCrypto } from './hash/unloadCrypto.js';
export { JsonReader } from './json/JsonReader.js';
export type { DerivedKeyParameters } from './keys/derivationInfo.js';
export { deriveAccountKey, type SigningWallet } from './keys/deriveAccountKey.js';
export { deriveAllowanceKey } from './keys/deriveAllowanceKey.js';
export { deriveViewKey } from './keys/deriveViewKey.js';
export type { GrumpkinKey } from './keys/GrumpkinKey.js';
export { KEY_MESSAGE } from './keys/KEY_MESSAGE.js';
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
export { createSequencerClient, type SequencerClientOptions } from './sequencerClient/createSequencerClient.js';
export type {
  AccountOpening,
  JsonObject,
  SequencerAccount,
  SequencerClient,
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
export { AccountTree, type TreeFamilies, type TreePath } from './tree/AccountTree.js';
export { createMemoryNodeStore } from './tree/createMemoryNodeStore.js';
export { createOverlayNodeStore, type OverlayNodeStore } from './tree/createOverlayNodeStore.js';
export { createPostgresNodeStore, type PostgresNodeStore, type Queryable } from './tree/createPostgresNodeStore.js';
export { emptyNodes } from './tree/emptyNodes.js';
export type { NodeStore } from './tree/NodeStore.js';
export { nodeKey } from './tree/nodeKey.js';
export { TREE_DEPTH } from './tree/TREE_DEPTH.js';
export { assertBitmap } from './uptime/assertBitmap.js';
export type { Bitmap } from './uptime/Bitmap.js';
export { bitmapToHex } from './uptime/bitmapToHex.js';
export { COMMITTEE_SIZE } from './uptime/COMMITTEE_SIZE.js';
export { countMissedSlots } from './uptime/countMissedSlots.js';
export { countUpSlots } from './uptime/countUpSlots.js';
export { type CreateWatchTreeParameters, createWatchTree, type WatchRecord } from './uptime/createWatchTree.js';
export { emptyWatchNodes } from './uptime/emptyWatchNodes.js';
export { hexToBitmap } from './uptime/hexToBitmap.js';
export { isSlotUp } from './uptime/isSlotUp.js';
export { loadPoseidon } from './uptime/loadPoseidon.js';
export { openingRoot } from './uptime/openingRoot.js';
export { parseWatchOpening } from './uptime/parseWatchOpening.js';
export { poseidon } from './uptime/poseidon.js';
export { SLOTS_PER_EPOCH } from './uptime/SLOTS_PER_EPOCH.js';
export { serializeWatchOpening } from './uptime/serializeWatchOpening.js';
export { UPTIME_QUORUM } from './uptime/UPTIME_QUORUM.js';
export { verifyOpening } from './uptime/verifyOpening.js';
export { WATCH_DEPTH } from './uptime/WATCH_DEPTH.js';
export type { WatchLeaf } from './uptime/WatchLeaf.js';
export type { SerializedWatchOpening, WatchOpening } from './uptime/WatchOpening.js';
export type { WatchTree } from './uptime/WatchTree.js';
export { watchLeafOf } from './uptime/watchLeafOf.js';
export { withSlot } from './uptime/withSlot.js';
export { packPayout } from './withdrawal/packPayout.js';
export { parseWithdrawal } from './withdrawal/parseWithdrawal.js';
export { type SerializedWithdrawal, serializeWithdrawal } from './withdrawal/serializeWithdrawal.js';
export { signWithdrawal } from './withdrawal/signWithdrawal.js';
export { verifyWithdrawal } from './withdrawal/verifyWithdrawal.js';
export type { UnsignedWithdrawal, Withdrawal } from './withdrawal/Withdrawal.js';
export { withdrawalMessage } from './withdrawal/withdrawalMessage.js';
