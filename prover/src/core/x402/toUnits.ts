import { MAX_COUNTER } from '../limits.js';
import { type Units, validateUnits } from '../units.js';
import { x402Error } from './x402Errors.js';

/**
 * Units from some of the counters, 0 for the rest.
 *
 * @throws gateway/bad-configuration for a value that is not a bigint between 0 and 2^44 - 1
 */
export function toUnits(units: Partial<Units>, field = 'units'): Units {
  const { computeUnitSeconds = 0n, storageGibHours = 0n, egressMib = 0n } = units;
  const whole = { computeUnitSeconds, storageGibHours, egressMib };
  validateUnits(whole, { field, max: MAX_COUNTER, toError: x402Error.of('gateway/bad-configuration') });
  return whole;
}
