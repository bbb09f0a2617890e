import { expect, test } from 'vitest';
import { assertDevelopmentChain, assertReferenceStringAllowed } from './referenceString.js';

test.each([31_337, 1_337])('default: chain %i is one', (chainId) => {
  expect(() => assertDevelopmentChain(chainId)).not.toThrow();
  expect(() => assertReferenceStringAllowed({ kind: 'development' }, chainId)).not.toThrow();
});

test.each([1, 10, 8453, 11_155_111])('error: chain %i is none', (chainId) => {
  const refused = expect.objectContaining({ code: 'artifacts/development-string-refused' });
  expect(() => assertDevelopmentChain(chainId)).toThrowError(refused);
  expect(() => assertReferenceStringAllowed({ kind: 'development' }, chainId)).toThrowError(refused);
  expect(() => assertReferenceStringAllowed({ kind: 'real' }, chainId)).not.toThrow();
});
