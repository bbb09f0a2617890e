import type { Hex } from 'viem';
import { validateInteger } from '../../core/limits.js';
import { COMMITTEE_SIZE, UPTIME_QUORUM } from './constants.js';
import { uptimeError } from './uptimeErrors.js';

/**
 * What a watcher saw of a provider in one epoch: 96 bits, bit i (of value 2^i) is 1 when the provider was up in slot i. Secret
 * until somebody demands it on the chain.
 */
export type Bitmap = bigint;

/** Slots of an epoch: the bits of a bitmap. */
export const SLOTS_PER_EPOCH = 96;

/**
 * Makes sure that a value is a bitmap of 96 slots. The value stays out of the error.
 *
 * @param field name of the value, for the error
 * @throws uptime/out-of-range
 */
export function assertBitmap(value: unknown, field = 'bitmap'): asserts value is Bitmap {
  if (typeof value === 'bigint' && value >= 0n && value >> BigInt(SLOTS_PER_EPOCH) === 0n) return;
  throw uptimeError('uptime/out-of-range', {
    message: `${field} is no bitmap of ${SLOTS_PER_EPOCH} slots`,
    facts: { field, given: typeof value, expected: `bigint below 2^${SLOTS_PER_EPOCH}` },
  });
}

/** @throws uptime/out-of-range when the slot is no integer from 0 to 95 */
function assertSlot(slot: number): void {
  validateInteger(slot, { field: 'slot', max: SLOTS_PER_EPOCH - 1, toError: uptimeError.of('uptime/out-of-range') });
}

/**
 * A bitmap as `0x` and 24 lower-case digits, a big-endian number: the last digit holds slots 0 to 3.
 *
 * @throws uptime/out-of-range
 */
export function bitmapToHex(bitmap: Bitmap): Hex {
  assertBitmap(bitmap);
  return `0x${bitmap.toString(16).padStart(SLOTS_PER_EPOCH / 4, '0')}`;
}

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
  throw uptimeError('uptime/malformed', {
    message: `${field}: expected ${expected}`,
    facts: { field, given: typeof hex === 'string' ? `text of ${hex.length} characters` : typeof hex, expected },
  });
}

/**
 * How many of the 96 slots fewer than 3 of the committee's members saw up: what an uptime proof states. The plain form of the
 * circuit, written apart from it.
 *
 * @param bitmaps those of the members that count; up to 5, in any order, undefined for one that is left out
 * @throws uptime/out-of-range
 *
 * @example
 * import { countMissedSlots } from '@tallystick/prover/statements';
 *
 * const always = 2n ** 96n - 1n;
 * const never = 0n;
 * countMissedSlots([always, always, always - 1n, never, undefined]); // 1
 */
export function countMissedSlots(bitmaps: readonly (Bitmap | undefined)[]): number {
  if (bitmaps.length > COMMITTEE_SIZE) {
    throw uptimeError('uptime/out-of-range', {
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

/**
 * Whether a bitmap has a slot as up.
 *
 * @throws uptime/out-of-range
 *
 * @example
 * import { isSlotUp } from '@tallystick/prover/statements';
 *
 * isSlotUp(0b100n, 2); // true
 */
export function isSlotUp(bitmap: Bitmap, slot: number): boolean {
  assertBitmap(bitmap);
  assertSlot(slot);
  return ((bitmap >> BigInt(slot)) & 1n) === 1n;
}

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
