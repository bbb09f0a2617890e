import { TallystickError } from '../errors/TallystickError.js';

/** Whether the batch was right when it was made, and something happened before it was submitted. */
export function isOvertaken(error: unknown): boolean {
  if (!(error instanceof TallystickError)) return false;
  if (error.code === 'chain/transaction-failed') return true;
  const name = error.facts.error;
  return error.code === 'chain/reverted' && OVERTAKEN.has(String(name));
}

const OVERTAKEN = new Set([
  'StaleRoot',
  'NowTooFarOff',
  'NowBeforePrevious',
  'OpenAmountMismatch',
  'OperatorsTurn',
  'SlotReservedByAnother',
  'NoReservation',
]);
