import type { ToError } from '../../core/errors/defineErrors.js';
import type { ErrorFacts } from '../../core/errors/TallystickError.js';
import { MAX_COUNTER } from '../../core/limits.js';
import { assertNotLower, isSuccessor } from '../../core/receipt/order.js';
import { amountOwed, type Receipt } from '../../core/receipt/receipt.js';
import { addUnits, coversUnits, maxUnits, type Prices, UNIT_KEYS, type Units } from '../../core/units.js';
import { x402Error } from '../../core/x402/x402Errors.js';
import type { Allowance } from '../allowances/allowanceSource.js';
import { gatewayError } from '../gatewayErrors.js';
import { isAcceptedBy, type Session } from './session.js';

/**
 * Checks that the latest receipt and the credit cover what one more request needs, and that the allowance can pay for it.
 *
 * @throws gateway/payment-insufficient, gateway/beyond-balance, gateway/counter-exhausted
 */
export function assertCovered({
  session,
  allowance,
  needed,
  credit,
}: {
  session: Session;
  allowance: Allowance;
  /** Cumulative units: everything charged, everything reserved and the price of the request. */
  needed: Units;
  credit: Units;
}): void {
  const covered = session.receipt?.units ?? session.from;
  // A receipt's counters are in range, and the allowance can pay for the receipt: else it wasn't accepted.
  if (isAcceptedBy(session, allowance) && coversUnits(covered, needed)) return;
  const { serial } = session;
  const { settled, balance, terms } = allowance;
  const exhausted = UNIT_KEYS.find((key) => needed[key] > MAX_COUNTER);
  if (exhausted !== undefined) {
    const facts = { field: `units.${exhausted}`, serial, given: needed[exhausted], expected: `at most ${MAX_COUNTER}` };
    throw gatewayError('gateway/counter-exhausted', { facts });
  }
  const amount = amountOwed({ from: settled, to: maxUnits(settled, needed), prices: terms.prices });
  if (amount > balance) {
    const facts = { field: 'units', serial, given: amount, expected: `at most ${balance}` };
    throw gatewayError('gateway/beyond-balance', { facts });
  }
  const short = UNIT_KEYS.find((key) => covered[key] + credit[key] < needed[key]);
  if (short === undefined) return;
  const facts = { field: `units.${short}`, serial, given: covered[short], expected: `at least ${needed[short]}` };
  throw gatewayError('gateway/payment-insufficient', { facts });
}

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
    refuse(x402Error.of('gateway/wrong-provider'), 'serial', serial, terms.providerSerial, payment.providerSerial);
  }
  if (terms.expiry <= payment.openAt) {
    refuse(
      gatewayError.of('gateway/allowance-expired'),
      'serial',
      serial,
      terms.expiry,
      `an expiry after ${payment.openAt}`,
    );
  }
  for (const key of UNIT_KEYS) {
    if (terms.prices[key] >= payment.prices[key]) continue;
    const expected = `at least ${payment.prices[key]}`;
    refuse(gatewayError.of('gateway/prices-not-accepted'), `prices.${key}`, serial, terms.prices[key], expected);
  }
  assertNotLower(receipt, settled);
  // An earlier receipt of the same line may arrive late; one that goes up here and down there was never asked for.
  if (latest !== undefined && !isSuccessor(receipt, latest)) assertNotLower(receipt, latest.units);
  const amount = amountOwed({ from: settled, to: receipt.units, prices: terms.prices });
  if (amount > allowance.balance) {
    refuse(gatewayError.of('gateway/beyond-balance'), 'units', serial, amount, `at most ${allowance.balance}`);
  }
}

function refuse(toError: ToError, field: string, serial: number, given: unknown, expected: unknown): never {
  const facts: ErrorFacts = { field, serial, given, expected };
  throw toError({ facts });
}

/**
 * Checks that cumulative units of an allowance run no further ahead of those charged than the provider allows. Where a unit
 * costs nothing, no balance limits a receipt, and one that fills a counter would fill the provider's own with it, after which
 * no receipt over that resource could be settled.
 *
 * Measured from what is charged: from the latest receipt it could climb step by step. What is acknowledged or settled already
 * stays good.
 *
 * @throws gateway/too-far-ahead
 */
export function assertNotAhead({
  serial,
  units,
  used,
  acknowledged,
  maxPrepaidUnits,
  remedy,
}: {
  serial: number;
  /** Cumulative units that are signed or asked for. */
  units: Units;
  /** Cumulative units charged. */
  used: Units;
  /** Cumulative units that are good whatever was charged. */
  acknowledged: Units;
  /** Units of each resource. */
  maxPrepaidUnits: bigint;
  /** Where the consumer's isn't the one. */
  remedy?: string;
}): void {
  const ahead = { computeUnitSeconds: maxPrepaidUnits, storageGibHours: maxPrepaidUnits, egressMib: maxPrepaidUnits };
  const allowed = maxUnits(addUnits(used, ahead), acknowledged);
  const key = UNIT_KEYS.find((key) => units[key] > allowed[key]);
  if (key === undefined) return;
  const facts = { field: `units.${key}`, serial, given: units[key], expected: `at most ${allowed[key]}` };
  throw gatewayError('gateway/too-far-ahead', { facts, ...(remedy === undefined ? {} : { remedy }) });
}
