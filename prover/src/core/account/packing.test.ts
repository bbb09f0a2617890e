import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FIELD_MODULUS } from '../field.js';
import { MAX_BALANCE, MAX_COUNTER, MAX_EXPIRY, MAX_NONCE, MAX_PRICE } from '../limits.js';
import { packUnits, packWord, unpackWord } from './packing.js';
import { packPricesExpiry } from './terms.js';

const counter = fc.bigInt({ min: 0n, max: MAX_COUNTER });
const units = fc.record({ computeUnitSeconds: counter, storageGibHours: counter, egressMib: counter });
const word = fc.record({
  balance: fc.bigInt({ min: 0n, max: MAX_BALANCE }),
  counters: units,
  nonce: fc.integer({ min: 0, max: MAX_NONCE }),
});
const three = (value: bigint) => ({ computeUnitSeconds: value, storageGibHours: value, egressMib: value });

test('default: a word goes both ways', () => {
  fc.assert(
    fc.property(word, (value) => {
      expect(unpackWord(packWord(value))).toEqual(value);
    }),
    { seed: 3 },
  );
});

test('behavior: the places of every part', () => {
  const counters = { computeUnitSeconds: 2n, storageGibHours: 3n, egressMib: 4n };
  expect(packWord({ balance: 1n, counters, nonce: 5 })).toBe(
    1n + (2n << 88n) + (3n << 132n) + (4n << 176n) + (5n << 220n),
  );
  expect(packUnits(counters)).toBe(2n + (3n << 44n) + (4n << 88n) + (0x74735243n << 132n));
  expect(packPricesExpiry({ prices: counters, expiry: 5 })).toBe(2n + (3n << 56n) + (4n << 112n) + (5n << 168n));
});

test('behavior: the greatest values stay in the field', () => {
  expect(packWord({ balance: MAX_BALANCE, counters: three(MAX_COUNTER), nonce: MAX_NONCE })).toBe((1n << 244n) - 1n);
  expect(packUnits(three(MAX_COUNTER))).toBeLessThan(FIELD_MODULUS);
  expect(packPricesExpiry({ prices: three(MAX_PRICE), expiry: MAX_EXPIRY })).toBe((1n << 216n) - 1n);
});

test.each([1n << 244n, -1n])('error: %s is no word', (value) => {
  expect(() => unpackWord(value)).toThrow(expect.objectContaining({ code: 'account/out-of-range' }));
});
