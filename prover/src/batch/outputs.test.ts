import { expect, test } from 'vitest';
import { packHeader, packSerials } from './outputs.js';

test('default: seven serials to a field, low bits first', () => {
  expect(packSerials([1, 2, 3, 4, 5, 6, 2 ** 32 - 1, 9])).toEqual([
    1n + (2n << 32n) + (3n << 64n) + (4n << 96n) + (5n << 128n) + (6n << 160n) + ((2n ** 32n - 1n) << 192n),
    9n,
  ]);
  expect(packSerials([])).toEqual([]);
});

test('behavior: the places of the header', () => {
  const request = { now: 1, feeBps: 2, operatorSerial: 3, firstSerial: 4, opens: [0, 0, 0, 0, 0] };
  expect(packHeader(request)).toBe(1n + (2n << 48n) + (3n << 64n) + (4n << 96n) + (5n << 128n));
});
