import { TallystickError } from '../errors/TallystickError.js';
import type { Bitmap } from './Bitmap.js';

const PATTERN = /^0x[0-9a-f]{24}$/i;

/**
 * Reads a bitmap written as `0x` and 24 digits. The value stays out of the error.
 *
 * @param field name of the value, for the error
 * @throws uptime/malformed
 */
export function hexToBitmap(hex: unknown, field = 'bitmap'): Bitmap {
  if (typeof hex === 'string' && PATTERN.test(hex)) return BigInt(hex);
  const expected = '0x and 24 hexadecimal digits';
  throw new TallystickError('uptime/malformed', {
    message: `${field}: expected ${expected}`,
    facts: { field, given: typeof hex === 'string' ? `text of ${hex.length} characters` : typeof hex, expected },
  });
}
