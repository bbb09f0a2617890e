/**
 * What a provider runs: the metering gateway, the store of receipts, settling, and the answers to probes.
 * It may import core, sequencerClient and files; it asks no chain.
 *
 * @packageDocumentation
 */

export type { AllowanceArchive, ArchivedAllowance } from './allowances/AllowanceArchive.js';
export { type Allowance, type AllowanceSource, createStaticAllowanceSource } from './allowances/allowanceSource.js';
export { archiveError } from './allowances/archiveErrors.js';
export { createFileAllowanceArchive } from './allowances/createFileAllowanceArchive.js';
export {
  createSequencerAllowanceSource,
  type SequencerAllowanceSourceOptions,
} from './allowances/createSequencerAllowanceSource.js';
export { createGateway } from './gateway/createGateway.js';
export {
  type ExpressGatewayOptions,
  type ExpressMiddleware,
  type ExpressRequest,
  expressGateway,
} from './gateway/expressGateway.js';
export { type FastifyGatewayOptions, fastifyGateway } from './gateway/fastifyGateway.js';
export type { Admission, Decision, Gateway, GatewayOptions, PaidRequest, Refusal } from './gateway/gateway.js';
export {
  type HonoContext,
  type HonoGatewayOptions,
  type HonoGatewayVariables,
  type HonoMiddleware,
  honoGateway,
} from './gateway/honoGateway.js';
export { computeUnitSecondsOf, egressMibOf, storageGibHoursOf } from './gateway/measuredUnits.js';
export type { MeteredResponse, RouteMetering } from './gateway/metering.js';
export { type NodeHttpGatewayOptions, nodeHttpGateway } from './gateway/nodeHttpGateway.js';
export type { GatewayLog } from './gateway/telemetry/toLog.js';
export { gatewayError } from './gatewayErrors.js';
export { createProbeResponder, type ProbeResponder, type ProbeResponderOptions } from './probe/createProbeResponder.js';
export { type FastifyProbeOptions, fastifyProbe } from './probe/fastifyProbe.js';
export { type NodeHttpProbeOptions, nodeHttpProbe } from './probe/nodeHttpProbe.js';
export type { AllowanceUse } from './receiptStore/allowanceUse.js';
export { createLmdbReceiptStore } from './receiptStore/createLmdbReceiptStore.js';
export { createMemoryReceiptStore } from './receiptStore/createMemoryReceiptStore.js';
export type { Charge, ReceiptStore } from './receiptStore/ReceiptStore.js';
export { receiptStoreError } from './receiptStore/receiptStoreErrors.js';
export { createSettler, type SettleResult, type Settler, type SettlerOptions } from './settling/createSettler.js';
export { createX402Server, type X402ServerOptions } from './x402/createX402Server.js';
export type {
  X402Payment,
  X402Price,
  X402SchemeFacilitator,
  X402SchemeServer,
  X402Server,
  X402Settled,
  X402Verified,
  X402Way,
} from './x402/X402Server.js';
