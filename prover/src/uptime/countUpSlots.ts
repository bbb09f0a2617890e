import { assertBitmap } from './assertBitmap.js';
import type { Bitmap } from './Bitmap.js';

/**
 * How many of its 96 slots a bitmap has as up.
 *
 * @throws uptime/out-of-range
 */
export function countUpSlots(bitmap: Bitmap): number {
  assertBitmap(bitmap);
  let count = 0;
  for (let rest = bitmap; rest > 0n; rest >>= 1n) count += Number(rest & 1n);
  return count;
}
