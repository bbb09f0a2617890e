import type { ErrorCode } from '../errors/errorCodes.js';
import { type ErrorFacts, TallystickError } from '../errors/TallystickError.js';

/** Where in a request an item stands: its section, and its place in that section's list (0 for the operator's credit). */
export type BatchPlace = { section: 'open' | 'settle' | 'credit' | 'withdraw' | 'cover'; slot: number; serial: number };

/** Refuses a batch because of one item, naming its place. */
export function refuse(code: ErrorCode, place: BatchPlace, facts: ErrorFacts = {}, cause?: unknown): never {
  const { section, slot, serial } = place;
  const error = new TallystickError(code, { facts: { section, slot, serial, ...facts }, cause });
  error.message = `${section} ${slot} (serial ${serial}): ${error.message}`;
  throw error;
}
