import { expect, test } from 'vitest';
import { seededRandom } from '../../../../test-support/seededRandom.js';
import { FIELD_MODULUS, GRUMPKIN_ORDER } from '../../field.js';
import { BETA, digitsOf, LAMBDA, PART_BITS, sparseDigits, splitScalar, windowDigits } from './scalars.js';

const random = seededRandom(21);
const scalars = [
  ...[0n, 1n, 2n, LAMBDA - 1n, LAMBDA, LAMBDA + 1n, GRUMPKIN_ORDER / 2n, GRUMPKIN_ORDER - LAMBDA, GRUMPKIN_ORDER - 1n],
  ...Array.from({ length: 254 }, (_, i) => (1n << BigInt(i)) % GRUMPKIN_ORDER),
  ...Array.from({ length: 300 }, () => random() % GRUMPKIN_ORDER),
];
const longest = (1n << BigInt(PART_BITS)) - 1n;
const parts = [0n, 1n, -1n, 16n, 31n, 32n, 33n, 127n, 128n, 129n, longest, -longest, ...scalars.flatMap(splitScalar)];
const modulo = (value: bigint): bigint => ((value % GRUMPKIN_ORDER) + GRUMPKIN_ORDER) % GRUMPKIN_ORDER;

test('default: the endomorphism has order three on both sides', () => {
  expect((LAMBDA * LAMBDA + LAMBDA + 1n) % GRUMPKIN_ORDER).toBe(0n);
  expect((BETA * BETA + BETA + 1n) % FIELD_MODULUS).toBe(0n);
});

test('default: a scalar is split in two short parts', () => {
  for (const scalar of scalars) {
    const [k1, k2] = splitScalar(scalar);
    expect(modulo(k1 + k2 * LAMBDA)).toBe(scalar);
    for (const part of [k1, k2]) expect(part >= -longest && part <= longest).toBe(true);
  }
});

test.each([4, 5, 6, 8])('default: digits of %i bits add up to the part', (bits) => {
  for (const part of parts) {
    const digits = [...windowDigits(part, bits)];
    expect(digits).toHaveLength(digitsOf(bits));
    expect(digits.reduceRight((sum, digit) => (sum << BigInt(bits)) + BigInt(digit), 0n)).toBe(part);
    expect(Math.max(...digits.map(Math.abs))).toBeLessThanOrEqual(1 << (bits - 1));
  }
});

test('default: sparse digits add up to the part, are odd, and far from each other', () => {
  for (const part of parts) {
    const digits = [...sparseDigits(part, 5)];
    expect(digits.reduceRight((sum, digit) => 2n * sum + BigInt(digit), 0n)).toBe(part);
    const places = digits.flatMap((digit, i) => (digit === 0 ? [] : [i]));
    expect(places.every((place, i) => i === 0 || place - (places[i - 1] as number) >= 5)).toBe(true);
    expect(digits.every((digit) => digit === 0 || (Math.abs(digit) < 16 && (digit & 1) === 1))).toBe(true);
  }
});
