import type { Prices } from '../account/Prices.js';
import { UNIT_KEYS } from '../account/UNIT_KEYS.js';
import { TallystickError } from '../errors/TallystickError.js';
import type { Demand } from './Demand.js';

/**
 * Checks a gateway's prices against the terms: equal once it knows the allowance, and before that no higher.
 *
 * @throws client/prices-differ
 */
export function assertPrices(demand: Demand, prices: Prices, serial: number): void {
  for (const key of UNIT_KEYS) {
    const given = demand.prices[key];
    if (demand.serial === undefined ? given <= prices[key] : given === prices[key]) continue;
    const facts = { field: `prices.${key}`, serial, given, expected: prices[key] };
    throw new TallystickError('client/prices-differ', { facts });
  }
}
