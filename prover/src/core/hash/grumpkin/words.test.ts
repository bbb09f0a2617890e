import { expect, test } from 'vitest';
import { FIELD_MODULUS } from '../../field.js';
import { readReduced, writeWords } from './words.js';

const view = new DataView(new ArrayBuffer(40));

test('default: what is written is read', () => {
  for (const value of [0n, 1n, 1n << 64n, (1n << 192n) + 5n, FIELD_MODULUS - 1n]) {
    writeWords(view, 8, value);
    expect(readReduced(view, 8)).toBe(value);
  }
});

test('behavior: the modulus is zero', () => {
  writeWords(view, 0, FIELD_MODULUS);
  expect(readReduced(view, 0)).toBe(0n);
});
