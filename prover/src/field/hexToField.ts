import { TallystickError } from '../errors/TallystickError.js';
import { toField } from './toField.js';

const PATTERN = /^0x[0-9a-fA-F]{64}$/;

/**
 * Reads a field element written as `0x` and 64 digits.
 *
 * @param field name of the value, for the error
 * @throws crypto/not-a-field-element
 */
export function hexToField(hex: unknown, field = 'value'): bigint {
  if (typeof hex !== 'string' || !PATTERN.test(hex)) {
    throw new TallystickError('crypto/not-a-field-element', {
      message: `${field} is not a field element in hex`,
      facts: { field, given: typeof hex, expected: '0x and 64 hexadecimal digits' },
    });
  }
  return toField(BigInt(hex), field);
}
