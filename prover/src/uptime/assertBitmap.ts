import { TallystickError } from '../errors/TallystickError.js';
import type { Bitmap } from './Bitmap.js';
import { SLOTS_PER_EPOCH } from './SLOTS_PER_EPOCH.js';

/**
 * Makes sure that a value is a bitmap of 96 slots. The value stays out of the error.
 *
 * @param field name of the value, for the error
 * @throws uptime/out-of-range
 */
export function assertBitmap(value: unknown, field = 'bitmap'): asserts value is Bitmap {
  if (typeof value === 'bigint' && value >= 0n && value >> BigInt(SLOTS_PER_EPOCH) === 0n) return;
  throw new TallystickError('uptime/out-of-range', {
    message: `${field} is no bitmap of ${SLOTS_PER_EPOCH} slots`,
    facts: { field, given: typeof value, expected: `bigint below 2^${SLOTS_PER_EPOCH}` },
  });
}
