/**
 * The short way in, for a provider's and a consumer's first day: keys, receipts, the gateway, the paying fetch, an allowance.
 * Everything else has a room of its own: `@tallystick/prover/core`, `/provider`, `/chain` and so on.
 *
 * @packageDocumentation
 */

export { type ChainConnection, claimWithdrawal, connectChain, openAllowance, refundOpen } from './chain/index.js';
export { createFileClientStateStore } from './clientFiles/createFileClientStateStore.js';
export {
  type ClientAllowance,
  type ClientStateStore,
  createPayingFetch,
  type PayingFetchOptions,
  type PaymentEvent,
} from './consumer/index.js';
export {
  amountOwed,
  computeDomain,
  deriveAccountKey,
  deriveAllowanceKey,
  deriveResponderKey,
  deriveViewKey,
  type ErrorCode,
  type GrumpkinKey,
  loadCrypto,
  type Point,
  type Prices,
  parseReceipt,
  type Receipt,
  serializeReceipt,
  signReceipt,
  signWithdrawal,
  TallystickError,
  type Units,
  unloadCrypto,
  verifyReceipt,
  type Withdrawal,
} from './core/index.js';
export {
  type AllowanceSource,
  createGateway,
  createLmdbReceiptStore,
  createMemoryReceiptStore,
  createProbeResponder,
  createSequencerAllowanceSource,
  createSettler,
  createStaticAllowanceSource,
  expressGateway,
  fastifyGateway,
  fastifyProbe,
  type Gateway,
  type GatewayOptions,
  honoGateway,
  nodeHttpGateway,
  nodeHttpProbe,
  type ReceiptStore,
  type RouteMetering,
  type Settler,
} from './provider/index.js';
export { createSequencerClient, type SequencerClient } from './sequencerClient/index.js';
