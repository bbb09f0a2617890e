import { MAX_COUNTER, MAX_SERIAL } from '../account/limits.js';
import { validateInteger } from '../account/validateInteger.js';
import { validateUnits } from '../account/validateUnits.js';
import { TallystickError } from '../errors/TallystickError.js';
import { isFieldElement } from '../field/isFieldElement.js';
import type { UnsignedReceipt } from './Receipt.js';

/**
 * Checks domain, serial and counters of a receipt against their ranges.
 *
 * @throws receipt/malformed, receipt/counter-out-of-range
 */
export function validateUnsignedReceipt({ domain, serial, units }: UnsignedReceipt): void {
  if (!isFieldElement(domain)) {
    const facts = { field: 'domain', given: domain ?? null, expected: 'a field element' };
    throw new TallystickError('receipt/malformed', { message: 'domain is not a field element', facts });
  }
  validateInteger(serial, { field: 'serial', min: 1, max: MAX_SERIAL, code: 'receipt/malformed' });
  validateUnits(units, { field: 'units', max: MAX_COUNTER, code: 'receipt/counter-out-of-range' });
}
