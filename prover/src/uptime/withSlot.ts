import { assertBitmap } from './assertBitmap.js';
import { assertSlot } from './assertSlot.js';
import type { Bitmap } from './Bitmap.js';

/**
 * The bitmap with one slot set to up or down.
 *
 * @throws uptime/out-of-range
 */
export function withSlot(bitmap: Bitmap, slot: number, up: boolean): Bitmap {
  assertBitmap(bitmap);
  assertSlot(slot);
  const bit = 1n << BigInt(slot);
  return up ? bitmap | bit : bitmap & ~bit;
}
