import { MAX_COUNTER } from '../account/limits.js';
import type { Units } from '../account/Units.js';
import { validateUnits } from '../account/validateUnits.js';
import { ZERO_UNITS } from '../account/ZERO_UNITS.js';

/**
 * Units from some of the counters, 0 for the rest.
 *
 * @throws gateway/bad-configuration for a value that is not a bigint between 0 and 2^44 - 1
 */
export function toUnits(units: Partial<Units>, field = 'units'): Units {
  const whole = { ...ZERO_UNITS, ...units };
  validateUnits(whole, { field, max: MAX_COUNTER, code: 'gateway/bad-configuration' });
  return whole;
}
