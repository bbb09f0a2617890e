import type { ToError } from './errors/defineErrors.js';

/** Widths of everything that is packed into a field element, in bits, and the greatest values that fit. */
export const COUNTER_BITS = 44n;
export const PRICE_BITS = 56n;
export const BALANCE_BITS = 88n;
export const NONCE_BITS = 24n;
export const EXPIRY_BITS = 48n;
export const SERIAL_BITS = 32n;

export const MAX_COUNTER = (1n << COUNTER_BITS) - 1n;
export const MAX_PRICE = (1n << PRICE_BITS) - 1n;
export const MAX_BALANCE = (1n << BALANCE_BITS) - 1n;
export const MAX_NONCE = 2 ** 24 - 1;
export const MAX_EXPIRY = 2 ** 48 - 1;
export const MAX_SERIAL = 2 ** 32 - 1;

/**
 * How many seconds a batch's time may be later than its block's, as the contract has it (`MAX_NOW_AHEAD`). A receipt that was accepted so
 * shortly before its allowance's expiry may find no batch any more.
 */
export const MAX_NOW_AHEAD_SECONDS = 60;

/** Domain separation: what is hashed for one purpose can't be taken for another. Four ASCII letters each. */
/** "tsRC": a receipt's units. */
export const RECEIPT_TAG = 0x74735243n;
/** "tsWD": a withdrawal order. */
export const WITHDRAW_TAG = 0x74735744n;
/** "tsPD", above the 32 bits of the slot: the pad of an update. */
export const PAD_TAG = 0x74735044n << 32n;
/** "tsAC": the token that opens an account's page at the sequencer. */
export const ACCESS_TAG = 0x74734143n;

/**
 * Checks that a number is an integer between `min` (0 by default) and `max`.
 *
 * @throws what `toError` makes, naming the field, its value and the range
 */
export function validateInteger(
  value: unknown,
  { field, min = 0, max, toError }: { field: string; min?: number; max: number; toError: ToError },
): void {
  if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return;
  throw toError({
    message: `${field} is out of range`,
    facts: { field, given: value ?? null, expected: `integer from ${min} to ${max}` },
  });
}
