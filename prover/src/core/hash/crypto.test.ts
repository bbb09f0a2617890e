import { BackendType, BarretenbergSync } from '@aztec/bb.js';
import { afterEach, expect, test, vi } from 'vitest';
import { publicKeyOf, signField, verifyField } from '../signature.js';
import { loadCrypto, unloadCrypto } from './crypto.js';
import { poseidon2Hash } from './poseidon2.js';

afterEach(async () => {
  vi.restoreAllMocks();
  await unloadCrypto();
});

test('default: bb.js, all in this process', async () => {
  const create = vi.spyOn(BarretenbergSync, 'new');
  await loadCrypto();
  expect(create).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ backend: BackendType.Wasm, threads: 1 }));
  const signature = signField({ message: 5n, privateKey: 7n });
  expect(verifyField({ message: 5n, publicKey: publicKeyOf(7n), signature })).toBe(true);
});

test('error: before it is loaded, and after it was unloaded', async () => {
  const code = 'crypto/not-loaded';
  expect(() => poseidon2Hash([1n])).toThrow(expect.objectContaining({ code }));
  await Promise.all([loadCrypto(), loadCrypto()]);
  poseidon2Hash([1n]);
  await unloadCrypto();
  await unloadCrypto();
  for (const call of [() => poseidon2Hash([1n]), () => publicKeyOf(1n)]) {
    expect(call).toThrow(expect.objectContaining({ code }));
  }
});

test('error: it can not be started, and a later attempt may succeed', async () => {
  vi.spyOn(BarretenbergSync, 'new').mockRejectedValue(new Error('broken'));
  await expect(loadCrypto()).rejects.toMatchObject({ code: 'crypto/load-failed', cause: { message: 'broken' } });
  vi.restoreAllMocks();
  await expect(loadCrypto()).resolves.toBeUndefined();
});
