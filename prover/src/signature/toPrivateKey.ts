import { TallystickError } from '../errors/TallystickError.js';
import { GRUMPKIN_ORDER } from '../field/GRUMPKIN_ORDER.js';

/**
 * The private key itself, once it is known to be in range. The error never holds the value.
 *
 * @throws key/out-of-range
 */
export function toPrivateKey(value: unknown, field = 'privateKey'): bigint {
  if (typeof value === 'bigint' && value > 0n && value < GRUMPKIN_ORDER) return value;
  throw new TallystickError('key/out-of-range', {
    facts: { field, expected: `bigint from 1 to ${GRUMPKIN_ORDER - 1n}` },
  });
}
