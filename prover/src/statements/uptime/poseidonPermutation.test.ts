import { buildPoseidon, type Poseidon } from 'circomlibjs';
import { beforeAll, expect, test } from 'vitest';
import { seededRandom } from '../../../test-support/seededRandom.js';
import { FIELD_MODULUS } from '../../core/field.js';
import { createPoseidonPermutation } from './poseidonPermutation.js';

const random = seededRandom(1);
let reference: Poseidon;
beforeAll(async () => {
  reference = await buildPoseidon();
});

test.each(Array.from({ length: 16 }, (_, i) => i + 1))(
  'default: for %i inputs it gives what circomlibjs gives',
  (count) => {
    const permute = createPoseidonPermutation(count + 1);
    const largest = Array.from({ length: count }, () => FIELD_MODULUS - 1n);
    const any = largest.map(() => random() % FIELD_MODULUS);
    for (const inputs of [largest.map(() => 0n), largest, any]) {
      const expected = reference.F.toObject(reference(inputs));
      expect(permute([0n, ...inputs])[0]).toBe(expected);
    }
  },
);

test('behavior: a state is left as it was given', () => {
  const state = [0n, 1n, 2n] as const;
  const permute = createPoseidonPermutation(3);
  expect(permute(state)).toEqual(permute(state));
  expect(state).toEqual([0n, 1n, 2n]);
});

test.each([1, 18])('error: %i lanes, for which circomlib has no constants', (lanes) => {
  expect(() => createPoseidonPermutation(lanes)).toThrow(new RangeError(`${lanes} lanes: expected 2 to 17`));
});
