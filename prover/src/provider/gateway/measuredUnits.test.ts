import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { computeUnitSecondsOf, egressMibOf, storageGibHoursOf } from './measuredUnits.js';

/** Around 2^53, where floating point begins to leave numbers out, and far beyond. */
const large = fc.oneof(fc.bigInt({ min: 2n ** 53n - 3n, max: 2n ** 53n + 3n }), fc.bigInt({ min: 0n, max: 2n ** 64n }));
const runs = { seed: 5, numRuns: 500 };

/** Whether `units` are the least that cover the measurement. */
const isLeast = (units: bigint, measured: bigint, perUnit: bigint): boolean =>
  units * perUnit >= measured && (units === 0n || (units - 1n) * perUnit < measured);

describe('egressMibOf', () => {
  test('default', () => {
    expect([0, 1, 1_048_576, 1_048_577].map((bytes) => egressMibOf(bytes))).toEqual([0n, 1n, 1n, 2n]);
    expect(egressMibOf(2 ** 53)).toBe(2n ** 33n);
    expect(egressMibOf(2n ** 53n + 1n)).toBe(2n ** 33n + 1n);
    expect(egressMibOf(1e21)).toBe((10n ** 21n + 2n ** 20n - 1n) / 2n ** 20n);
  });

  test('behavior: the least whole units, however many bytes', () => {
    fc.assert(
      fc.property(large, (bytes) => isLeast(egressMibOf(bytes), bytes, 2n ** 20n)),
      runs,
    );
  });
});

describe('computeUnitSecondsOf', () => {
  test('default: what comes out whole is not rounded up', () => {
    expect(computeUnitSecondsOf(1200, 4)).toBe(5n);
    expect(computeUnitSecondsOf(10_000, 0.1)).toBe(1n);
    // In floating point these are 7.000000000000001 and 55.00000000000001.
    expect([computeUnitSecondsOf(70, 100), computeUnitSecondsOf(550, 100)]).toEqual([7n, 55n]);
    expect(computeUnitSecondsOf(4.1e-7, 1)).toBe(1n);
    expect(computeUnitSecondsOf(0)).toBe(0n);
  });

  test('behavior: the least whole units, of thousandths and of large numbers', () => {
    fc.assert(
      fc.property(fc.nat(10_000_000), fc.nat(10_000), (thousandths, units) =>
        isLeast(
          computeUnitSecondsOf(Number(`${thousandths}e-3`), units),
          BigInt(thousandths) * BigInt(units),
          1_000_000n,
        ),
      ),
      runs,
    );
    fc.assert(
      fc.property(large, large, (elapsedMs, units) =>
        isLeast(computeUnitSecondsOf(elapsedMs, units), elapsedMs * units, 1000n),
      ),
      runs,
    );
  });
});

describe('storageGibHoursOf', () => {
  test('default', () => {
    expect(storageGibHoursOf(1024 ** 3, 3_600_000)).toBe(1n);
    expect(storageGibHoursOf(1024 ** 3 + 1, 3_600_000)).toBe(2n);
  });

  test('behavior: the least whole units', () => {
    fc.assert(
      fc.property(large, large, (bytes, heldMs) =>
        isLeast(storageGibHoursOf(bytes, heldMs), bytes * heldMs, 2n ** 30n * 3_600_000n),
      ),
      runs,
    );
  });
});

test.each([Number.NaN, -1, Number.POSITIVE_INFINITY, -1n, 'many' as never])('error: %s is no measurement', (given) => {
  const bad = expect.objectContaining({ code: 'gateway/bad-configuration' });
  expect(() => egressMibOf(given)).toThrow(bad);
  expect(() => computeUnitSecondsOf(1, given)).toThrow(bad);
  expect(() => storageGibHoursOf(given, 1)).toThrow(bad);
});
