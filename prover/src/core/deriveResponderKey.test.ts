import { privateKeyToAccount } from 'viem/accounts';
import { expect, test } from 'vitest';
import { deriveResponderKey } from './keys.js';

const parameters = { root: 12345n, index: 0, domain: 7n };

test('default: always the same key, which is pinned', () => {
  expect(privateKeyToAccount(deriveResponderKey(parameters)).address).toMatchInlineSnapshot(
    `"0x868d273ff8ACf30602fA9B7D7a803b9557A963D3"`,
  );
});

test('behavior: another root, index or deployment gives another key', () => {
  const keys = [
    parameters,
    { ...parameters, root: 12346n },
    { ...parameters, index: 1 },
    { ...parameters, domain: 8n },
  ].map(deriveResponderKey);
  expect(new Set(keys).size).toBe(4);
});

test('error: bad root, bad index', () => {
  const codeOf = (change: object): unknown => {
    try {
      return deriveResponderKey({ ...parameters, ...change });
    } catch (error) {
      return (error as { code?: unknown }).code;
    }
  };
  expect(codeOf({ root: 0n })).toBe('key/out-of-range');
  expect(codeOf({ index: -1 })).toBe('key/bad-index');
});
