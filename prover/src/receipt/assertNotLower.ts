import { UNIT_KEYS } from '../account/UNIT_KEYS.js';
import type { Units } from '../account/Units.js';
import { TallystickError } from '../errors/TallystickError.js';
import type { Receipt } from './Receipt.js';

/**
 * Checks that no counter of a receipt is below what was acknowledged or settled before.
 *
 * @throws receipt/lower-than-settled naming the first counter that is
 */
export function assertNotLower({ serial, units }: Pick<Receipt, 'serial' | 'units'>, least: Units): void {
  for (const key of UNIT_KEYS) {
    if (units[key] >= least[key]) continue;
    const facts = { field: `units.${key}`, serial, given: units[key], expected: `at least ${least[key]}` };
    throw new TallystickError('receipt/lower-than-settled', { facts });
  }
}
