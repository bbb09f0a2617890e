import { assertBitmap } from './assertBitmap.js';
import { assertSlot } from './assertSlot.js';
import type { Bitmap } from './Bitmap.js';

/**
 * Whether a bitmap has a slot as up.
 *
 * @throws uptime/out-of-range
 */
export function isSlotUp(bitmap: Bitmap, slot: number): boolean {
  assertBitmap(bitmap);
  assertSlot(slot);
  return ((bitmap >> BigInt(slot)) & 1n) === 1n;
}
