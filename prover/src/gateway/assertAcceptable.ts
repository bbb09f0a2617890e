import type { Prices } from '../account/Prices.js';
import { UNIT_KEYS } from '../account/UNIT_KEYS.js';
import type { ErrorCode } from '../errors/errorCodes.js';
import { type ErrorFacts, TallystickError } from '../errors/TallystickError.js';
import { amountOwed } from '../receipt/amountOwed.js';
import { assertNotLower } from '../receipt/assertNotLower.js';
import { isSuccessor } from '../receipt/isSuccessor.js';
import type { Receipt } from '../receipt/Receipt.js';
import type { Allowance } from './Allowance.js';

export type AssertAcceptableParameters = {
  receipt: Receipt;
  allowance: Allowance;
  /** The latest receipt of the allowance so far, its signature verified. */
  latest: Receipt | undefined;
  providerSerial: number;
  /** Least prices accepted. */
  prices: Prices;
  /** Unix seconds at which the allowance must still be open. */
  openAt: number;
};

/**
 * Checks a receipt, whose signature has been verified, against its allowance and the receipts before it.
 *
 * @throws gateway/wrong-provider, gateway/allowance-expired, gateway/prices-not-accepted, receipt/lower-than-settled,
 *   gateway/beyond-balance
 */
export function assertAcceptable(payment: AssertAcceptableParameters): void {
  const { receipt, allowance, latest } = payment;
  const { terms, settled } = allowance;
  const { serial } = receipt;
  if (terms.providerSerial !== payment.providerSerial) {
    refuse('gateway/wrong-provider', 'serial', serial, terms.providerSerial, payment.providerSerial);
  }
  if (terms.expiry <= payment.openAt) {
    refuse('gateway/allowance-expired', 'serial', serial, terms.expiry, `an expiry after ${payment.openAt}`);
  }
  for (const key of UNIT_KEYS) {
    if (terms.prices[key] >= payment.prices[key]) continue;
    const expected = `at least ${payment.prices[key]}`;
    refuse('gateway/prices-not-accepted', `prices.${key}`, serial, terms.prices[key], expected);
  }
  assertNotLower(receipt, settled);
  // An earlier receipt of the same line may arrive late; one that goes up here and down there was never asked for.
  if (latest !== undefined && !isSuccessor(receipt, latest)) assertNotLower(receipt, latest.units);
  const amount = amountOwed({ from: settled, to: receipt.units, prices: terms.prices });
  if (amount > allowance.balance) {
    refuse('gateway/beyond-balance', 'units', serial, amount, `at most ${allowance.balance}`);
  }
}

function refuse(code: ErrorCode, field: string, serial: number, given: unknown, expected: unknown): never {
  const facts: ErrorFacts = { field, serial, given, expected };
  throw new TallystickError(code, { facts });
}
