import type { Hex } from 'viem';
import { assertBitmap } from './assertBitmap.js';
import type { Bitmap } from './Bitmap.js';
import { SLOTS_PER_EPOCH } from './SLOTS_PER_EPOCH.js';

/**
 * A bitmap as `0x` and 24 lower-case digits, a big-endian number: the last digit holds slots 0 to 3.
 *
 * @throws uptime/out-of-range
 */
export function bitmapToHex(bitmap: Bitmap): Hex {
  assertBitmap(bitmap);
  return `0x${bitmap.toString(16).padStart(SLOTS_PER_EPOCH / 4, '0')}`;
}
