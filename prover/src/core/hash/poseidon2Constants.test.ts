import { expect, test } from 'vitest';
import { FIELD_MODULUS } from '../field.js';
import { grainNumbers, INTERNAL_DIAGONAL, roundConstants } from './poseidon2Constants.js';

test('default: four for each full round, one for each partial round, the first and last as published', () => {
  const constants = roundConstants();
  expect(constants).toHaveLength(8 * 4 + 56);
  expect(constants[0]).toBe(0x19b849f69450b06848da1d39bd5e4a4302bb86744edc26238b0878e269ed23e5n);
  expect(constants.at(-1)).toBe(0x176563472456aaa746b694c60e1823611ef39039b2edc7ff391e6f2293d2c404n);
});

test('behavior: the diagonal comes from the same generator, as the fifth candidate after the constants', () => {
  const draw = grainNumbers();
  for (let found = 0; found < roundConstants().length; ) if (draw() < FIELD_MODULUS) found++;
  for (let passedOver = 0; passedOver < 4 * 4; passedOver++) draw();
  expect([draw(), draw(), draw(), draw()].map((entry) => (entry - 1n) % FIELD_MODULUS)).toEqual(INTERNAL_DIAGONAL);
});
