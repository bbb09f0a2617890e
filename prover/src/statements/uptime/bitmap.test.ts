import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bitmapToHex, countMissedSlots, countUpSlots, hexToBitmap, isSlotUp, withSlot } from './bitmap.js';

const ALL = 2n ** 96n - 1n;
const bitmaps = fc.bigInt({ min: 0n, max: ALL });
const slots = fc.integer({ min: 0, max: 95 });

describe('bitmap', () => {
  test('default: slot i is the bit of value 2^i', () => {
    expect(withSlot(0n, 0, true)).toBe(1n);
    expect(withSlot(0n, 95, true)).toBe(2n ** 95n);
    expect(withSlot(ALL, 3, false)).toBe(ALL - 8n);
    expect(bitmapToHex(1n)).toBe('0x000000000000000000000001');
    expect(countUpSlots(ALL)).toBe(96);
  });

  test('behavior: setting a slot changes that slot and its count alone', () => {
    fc.assert(
      fc.property(bitmaps, slots, slots, fc.boolean(), (bitmap, slot, other, up) => {
        const changed = withSlot(bitmap, slot, up);
        expect(isSlotUp(changed, slot)).toBe(up);
        if (other !== slot) expect(isSlotUp(changed, other)).toBe(isSlotUp(bitmap, other));
        expect(countUpSlots(changed) - countUpSlots(bitmap)).toBe(Number(up) - Number(isSlotUp(bitmap, slot)));
      }),
      { seed: 1 },
    );
  });

  test('behavior: hex and back', () => {
    fc.assert(
      fc.property(bitmaps, (bitmap) => {
        expect(hexToBitmap(bitmapToHex(bitmap))).toBe(bitmap);
      }),
      { seed: 2 },
    );
  });

  test.each([-1n, ALL + 1n, 5, '5', undefined])('error: %s is no bitmap', (value) => {
    const bad = value as bigint;
    const refused = expect.objectContaining({
      code: 'uptime/out-of-range',
      facts: expect.objectContaining({ field: 'bitmap' }),
    });
    expect(() => countUpSlots(bad)).toThrow(refused);
    expect(() => isSlotUp(bad, 0)).toThrow(refused);
    expect(() => withSlot(bad, 0, true)).toThrow(refused);
    expect(() => bitmapToHex(bad)).toThrow(refused);
  });

  test.each([-1, 96, 1.5, Number.NaN])('error: %s is no slot', (slot) => {
    const refused = expect.objectContaining({
      code: 'uptime/out-of-range',
      facts: { field: 'slot', given: slot, expected: 'integer from 0 to 95' },
    });
    expect(() => isSlotUp(0n, slot)).toThrow(refused);
    expect(() => withSlot(0n, slot, true)).toThrow(refused);
  });

  test.each(['0x', '1', `0x${'0'.repeat(23)}`, `0x${'0'.repeat(25)}`, `0x${'g'.repeat(24)}`, 7, null])(
    'error: %s is no bitmap in hex, and is not shown',
    (hex) => {
      expect(() => hexToBitmap(hex, 'openings[0].bitmap')).toThrow(
        expect.objectContaining({
          code: 'uptime/malformed',
          facts: expect.objectContaining({ field: 'openings[0].bitmap', expected: '0x and 24 hexadecimal digits' }),
        }),
      );
    },
  );
});

describe('countMissedSlots', () => {
  test('default: a slot counts as up when at least 3 saw it up', () => {
    expect(countMissedSlots([ALL, ALL, ALL, 0n, 0n])).toBe(0);
    expect(countMissedSlots([ALL, ALL, 0n, 0n, 0n])).toBe(96);
    expect(countMissedSlots([ALL - 1n, ALL - 2n, ALL - 4n])).toBe(3);
    expect(countMissedSlots([1n, 1n, 1n, undefined, undefined])).toBe(95);
    expect(countMissedSlots([])).toBe(96);
  });

  test('error: more members than a committee has, a bad bitmap', () => {
    expect(() => countMissedSlots([0n, 0n, 0n, 0n, 0n, 0n])).toThrow(
      expect.objectContaining({ facts: { field: 'bitmaps', given: 6, expected: 'at most 5' } }),
    );
    expect(() => countMissedSlots([undefined, 2n ** 96n])).toThrow(
      expect.objectContaining({ facts: expect.objectContaining({ field: 'bitmaps[1]' }) }),
    );
  });
});
