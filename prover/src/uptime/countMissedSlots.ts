import { TallystickError } from '../errors/TallystickError.js';
import { assertBitmap } from './assertBitmap.js';
import type { Bitmap } from './Bitmap.js';
import { COMMITTEE_SIZE } from './COMMITTEE_SIZE.js';
import { SLOTS_PER_EPOCH } from './SLOTS_PER_EPOCH.js';
import { UPTIME_QUORUM } from './UPTIME_QUORUM.js';

/**
 * How many of the 96 slots fewer than 3 of the committee's members saw up: what an uptime proof states. The plain form of the
 * circuit, written apart from it.
 *
 * @param bitmaps those of the members that count; up to 5, in any order, undefined for one that is left out
 * @throws uptime/out-of-range
 */
export function countMissedSlots(bitmaps: readonly (Bitmap | undefined)[]): number {
  if (bitmaps.length > COMMITTEE_SIZE) {
    throw new TallystickError('uptime/out-of-range', {
      facts: { field: 'bitmaps', given: bitmaps.length, expected: `at most ${COMMITTEE_SIZE}` },
    });
  }
  let missed = 0;
  for (const [i, bitmap] of bitmaps.entries()) if (bitmap !== undefined) assertBitmap(bitmap, `bitmaps[${i}]`);
  for (let slot = 0n; slot < SLOTS_PER_EPOCH; slot++) {
    const votes = bitmaps.filter((bitmap) => bitmap !== undefined && ((bitmap >> slot) & 1n) === 1n).length;
    if (votes < UPTIME_QUORUM) missed += 1;
  }
  return missed;
}
