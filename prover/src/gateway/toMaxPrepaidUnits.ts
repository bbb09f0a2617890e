import { MAX_COUNTER } from '../account/limits.js';
import { TallystickError } from '../errors/TallystickError.js';

/** What a gateway and a settler are content with if nobody says otherwise, in units of each resource. */
export const DEFAULT_MAX_PREPAID_UNITS = 2n ** 24n;

/**
 * How many units of each resource a receipt may run ahead of those charged: as given, or the default.
 *
 * @throws gateway/bad-configuration
 */
export function toMaxPrepaidUnits(given: bigint = DEFAULT_MAX_PREPAID_UNITS): bigint {
  if (typeof given === 'bigint' && given >= 1n && given <= MAX_COUNTER) return given;
  throw new TallystickError('gateway/bad-configuration', {
    facts: { field: 'maxPrepaidUnits', given, expected: `bigint from 1 to ${MAX_COUNTER}` },
  });
}
