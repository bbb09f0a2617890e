import { TallystickError } from '../errors/TallystickError.js';
import { FIELD_MODULUS } from './FIELD_MODULUS.js';
import { isFieldElement } from './isFieldElement.js';

/**
 * The value itself, once it is known to be a field element. Never reduces: a value that is too large is a mistake.
 * The value is left out of the error, since view keys pass through here.
 *
 * @param field name of the value, for the error
 * @throws crypto/not-a-field-element
 */
export function toField(value: unknown, field = 'value'): bigint {
  if (isFieldElement(value)) return value;
  throw new TallystickError('crypto/not-a-field-element', {
    message: `${field} is not a field element`,
    facts: { field, given: typeof value, expected: `bigint from 0 to ${FIELD_MODULUS - 1n}` },
  });
}
