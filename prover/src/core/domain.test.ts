import { beforeAll, expect, test } from 'vitest';
import { accessToken, computeDomain } from './domain.js';
import { FIELD_MODULUS } from './field.js';
import { loadCrypto } from './hash/crypto.js';
import { poseidon2Hash } from './hash/poseidon2.js';

const rollup = '0x5FbDB2315678afecb367f032d93F642f64180aa3';

beforeAll(loadCrypto);

test('default: reduced, and another for every chain and contract', () => {
  const domain = computeDomain({ chainId: 31337, rollup });
  expect(domain).toBeLessThan(FIELD_MODULUS);
  expect(computeDomain({ chainId: 31337n, rollup })).toBe(domain);
  expect(computeDomain({ chainId: 1, rollup })).not.toBe(domain);
  expect(computeDomain({ chainId: 31337, rollup: '0x0000000000000000000000000000000000000001' })).not.toBe(domain);
});

test('behavior: the access token is bound to view key and serial', () => {
  expect(BigInt(accessToken({ viewKey: 5n, serial: 6 }))).toBe(poseidon2Hash([5n, 6n, 0x74734143n]));
});
