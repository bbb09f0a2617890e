/**
 * The client of a sequencer's HTTP API.
 * It may import core.
 *
 * @packageDocumentation
 */

export type { AccountAccess } from './AccountAccess.js';
export { apiError } from './apiErrors.js';
export { createSequencerClient, type SequencerClientOptions } from './createSequencerClient.js';
export type * as SequencerApi from './generated/api.js';
export type { BatchChange, BatchGap, SettlementChange } from './readBatchChanges.js';
export type {
  AccountOpening,
  AccountPageQuery,
  JsonObject,
  SequencerAccount,
  SequencerClient,
  SettlementOptions,
  SubmitOptions,
} from './SequencerClient.js';
export { sequencerClientError } from './sequencerClientErrors.js';
