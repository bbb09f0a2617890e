import { BackendType, BarretenbergSync } from '@aztec/bb.js';
import { afterEach, expect, test, vi } from 'vitest';
import { loadCrypto } from './loadCrypto.js';
import { poseidon2Permute } from './poseidon2Permute.js';
import { unloadCrypto } from './unloadCrypto.js';

const create = BarretenbergSync.new.bind(BarretenbergSync);

afterEach(async () => {
  vi.restoreAllMocks();
  await unloadCrypto();
});

test('behavior: where there is no native library, WebAssembly gives the same results', async () => {
  await loadCrypto();
  const native = poseidon2Permute([1n, 2n, 3n, 4n]);
  await unloadCrypto();
  vi.spyOn(BarretenbergSync, 'new').mockImplementation((options) => {
    if (options?.backend === BackendType.NativeSharedMemory) throw new Error('no native library');
    return create(options);
  });
  await loadCrypto();
  expect(poseidon2Permute([1n, 2n, 3n, 4n])).toEqual(native);
});

test('error: neither can be started, and a later attempt may succeed', async () => {
  vi.spyOn(BarretenbergSync, 'new').mockRejectedValue(new Error('broken'));
  await expect(loadCrypto()).rejects.toMatchObject({ code: 'crypto/load-failed', cause: { errors: { length: 2 } } });
  vi.restoreAllMocks();
  await expect(loadCrypto()).resolves.toBeUndefined();
});
