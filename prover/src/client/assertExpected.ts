import type { Units } from '../account/Units.js';
import { TallystickError } from '../errors/TallystickError.js';
import { coversUnits } from '../units/coversUnits.js';

/**
 * Checks that a gateway asks for no more than the caller expected of this request.
 *
 * @throws client/overcharged
 */
export function assertExpected(price: Units, expected: Units, serial: number): void {
  if (coversUnits(expected, price)) return;
  throw new TallystickError('client/overcharged', { facts: { field: 'price', serial, given: price, expected } });
}
