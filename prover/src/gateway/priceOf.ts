import type { Units } from '../account/Units.js';
import type { RouteMetering } from './RouteMetering.js';
import { toUnits } from './toUnits.js';

/**
 * Units to reserve for a request.
 *
 * @throws gateway/bad-configuration when the route's own function gives anything else, and whatever that function throws
 */
export async function priceOf<Request>({ units = {} }: RouteMetering<Request>, request: Request): Promise<Units> {
  return toUnits(typeof units === 'function' ? await units(request) : units);
}
