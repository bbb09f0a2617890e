/**
 * One's own batches, for when the operator is silent: recover the accounts, wait for the turn, prove, submit.
 * It may import core, chain, statements, batch, proving and files.
 *
 * @packageDocumentation
 */

export {
  type AccountRecovery,
  type AccountRecoveryParameters,
  createAccountRecovery,
  type RecoveredOwnAccounts,
} from './createAccountRecovery.js';
export { escapeError } from './escapeErrors.js';
export { type MakeOwnBatchParameters, makeOwnBatch } from './makeOwnBatch.js';
export type { OwnAccount, OwnBatchContent, OwnWithdrawal, SelfSequenced } from './ownBatch.js';
export type { LostReceipt } from './planOwnBatches.js';
export { type FindReservationParameters, findReservation, type Reservation, reserveSlot } from './reserveSlot.js';
export { type SelfSequenceParameters, selfSequence } from './selfSequence.js';
export { type SelfSequenceAllParameters, type SelfSequencedAll, selfSequenceAll } from './selfSequenceAll.js';
export { type SubmitOwnBatchParameters, type SubmittedOwnBatch, submitOwnBatch } from './submitOwnBatch.js';
export { mayMakeOwnBatch, type ReadTurnParameters, readTurn, type Turn } from './turn.js';
export { type WaitForTurnParameters, waitForTurn } from './waitForTurn.js';
