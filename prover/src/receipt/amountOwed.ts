import type { Prices } from '../account/Prices.js';
import { UNIT_KEYS } from '../account/UNIT_KEYS.js';
import type { Units } from '../account/Units.js';
import { TallystickError } from '../errors/TallystickError.js';

/**
 * Token base units for the units between two sets of counters: Σ (to − from) · price, as the circuit derives it.
 *
 * @throws receipt/lower-than-settled when a counter falls
 */
export function amountOwed({ from, to, prices }: { from: Units; to: Units; prices: Prices }): bigint {
  let amount = 0n;
  for (const key of UNIT_KEYS) {
    if (to[key] < from[key]) {
      const facts = { field: `units.${key}`, given: to[key], expected: `at least ${from[key]}` };
      throw new TallystickError('receipt/lower-than-settled', { facts });
    }
    amount += (to[key] - from[key]) * prices[key];
  }
  return amount;
}
