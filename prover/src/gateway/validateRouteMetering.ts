import { ZERO_UNITS } from '../account/ZERO_UNITS.js';
import { TallystickError } from '../errors/TallystickError.js';
import { coversUnits } from '../units/coversUnits.js';
import type { Gateway } from './Gateway.js';
import type { RouteMetering } from './RouteMetering.js';
import { toUnits } from './toUnits.js';

/**
 * Checks the metering of a route when it is set up, not when the first request comes.
 *
 * @throws gateway/bad-configuration
 */
export function validateRouteMetering<Request>({ units, meter }: RouteMetering<Request>, { credit }: Gateway): void {
  if (units !== undefined && typeof units !== 'function') toUnits(units);
  if (units !== undefined || (meter !== undefined && !coversUnits(ZERO_UNITS, credit))) return;
  throw new TallystickError('gateway/bad-configuration', {
    message: 'A paid route needs `units`, or `meter` and a gateway that gives credit',
    facts: { field: meter === undefined ? 'units' : 'credit' },
  });
}
