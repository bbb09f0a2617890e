import { expect, test } from 'vitest';
import { decodeJson } from './decodeJson.js';
import { encodeJson } from './encodeJson.js';

test('default: bigints survive, nested and beyond 2^53', () => {
  const value = { a: 2n ** 200n, b: [{ c: -1n, d: 'x', e: null, f: [1, true] }] };
  expect(decodeJson(JSON.parse(encodeJson(value)))).toStrictEqual(value);
});
