/**
 * The vocabulary: fields, hashes, keys, accounts, the tree, receipts, withdrawals and their wire forms.
 * It imports no other room and nothing of Node.js: all of it runs in a browser.
 *
 * @packageDocumentation
 */

export { type AccountState, isEarningAccount } from './account/account.js';
export { accountError } from './account/accountErrors.js';
export type { BatchUpdate, PublishedBatch, PublishedLeaf } from './account/batchLeaves.js';
export { leafOf, openedAccount } from './account/leaf.js';
export { type RecoverUpdateParameters, recoverUpdate } from './account/recoverUpdate.js';
export { type AccountStore, createMemoryAccountStore } from './account/stores.js';
export { earningTerms, hashTerms, type Terms, validateTerms } from './account/terms.js';
export { parseTerms } from './account/termsJson.js';
export { writeBatchLeaves } from './account/writeBatchLeaves.js';
export { cryptoError } from './cryptoErrors.js';
export { accessToken, computeDomain } from './domain.js';
export { defineErrors, type ErrorMaker, findError, type ToError } from './errors/defineErrors.js';
export type { ErrorCodeEntry } from './errors/ErrorCodeEntry.js';
export type * from './errors/ErrorCodes.js';
export { reasonOf } from './errors/reasonOf.js';
export { type ErrorFacts, TallystickError, type TallystickErrorOptions } from './errors/TallystickError.js';
export {
  bytesToField,
  FIELD_MODULUS,
  fieldToBytes,
  fieldToHex,
  hexToField,
  isFieldElement,
  randomField,
} from './field.js';
export { loadCrypto, unloadCrypto } from './hash/crypto.js';
export { poseidon2Hash, type Quad } from './hash/poseidon2.js';
export { JsonReader } from './JsonReader.js';
export { keyError } from './keyErrors.js';
export {
  type DerivedKeyParameters,
  deriveAccountKey,
  deriveAllowanceKey,
  deriveResponderKey,
  deriveViewKey,
  type GrumpkinKey,
  KEY_MESSAGE,
  type SigningWallet,
} from './keys.js';
export { createLifecycle, type Lifecycle, type LifecycleParameters } from './lifecycle.js';
export { MAX_NOW_AHEAD_SECONDS, MAX_SERIAL } from './limits.js';
export {
  PROBE_PATH,
  type ProbeChallenge,
  type ProbeDomain,
  type VerifyProbeAnswerParameters,
  verifyProbeAnswer,
} from './probe.js';
export { probeError } from './probeErrors.js';
export type { OnProgress, ProgressEvent, ProgressStep } from './progress/ProgressEvent.js';
export { type ReportStepParameters, reportStep } from './progress/reportStep.js';
export { type AssertReceiptParameters, assertReceipt } from './receipt/assertReceipt.js';
export { parseReceipt, type SerializedReceipt, serializeReceipt } from './receipt/json.js';
export { assertNotLower } from './receipt/order.js';
export {
  amountOwed,
  type Receipt,
  signReceipt,
  type UnsignedReceipt,
  verifyReceipt,
} from './receipt/receipt.js';
export { receiptError } from './receipt/receiptErrors.js';
export type { Shape } from './shape.js';
export { isOnCurve, type Point, publicKeyOf, type Signature, signField, verifyField } from './signature.js';
export { AccountTree, type TreeFamilies, type TreePath } from './tree/AccountTree.js';
export {
  createMemoryNodeStore,
  createOverlayNodeStore,
  type NodeStore,
  type OverlayNodeStore,
} from './tree/nodeStores.js';
export { emptyNodes } from './tree/nodes.js';
export { treeError } from './tree/treeErrors.js';
export { updateLeaves } from './tree/updateLeaves.js';
export { type Prices, UNIT_KEYS, type Units, ZERO_UNITS } from './units.js';
export {
  parseWithdrawal,
  type SerializedWithdrawal,
  serializeWithdrawal,
  signWithdrawal,
  type UnsignedWithdrawal,
  verifyWithdrawal,
  type Withdrawal,
} from './withdrawal.js';
export { withdrawalError } from './withdrawalErrors.js';
export type { Demand, PaymentDemand } from './x402/demand.js';
export {
  encodePayment,
  encodePaymentSignature,
  type Payment,
  type PaymentPayload,
  parsePayment,
  parsePaymentSignature,
} from './x402/payment.js';
export type { DemandDirections, PaymentRequired, PaymentRequirements } from './x402/paymentRequired.js';
export type { PaymentResponse, SettlementResponse } from './x402/response.js';
export { x402Error } from './x402/x402Errors.js';
