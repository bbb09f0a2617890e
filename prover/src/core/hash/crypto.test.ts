import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { BackendType, BarretenbergSync } from '@aztec/bb.js';
import { afterEach, expect, test, vi } from 'vitest';
import { publicKeyOf, signField, verifyField } from '../signature.js';
import { crypto, loadCrypto, unloadCrypto } from './crypto.js';
import { poseidon2Hash } from './poseidon2.js';
import { startNativeSignatures } from './startNativeSignatures.js';

const create = BarretenbergSync.new.bind(BarretenbergSync);

afterEach(async () => {
  vi.restoreAllMocks();
  await unloadCrypto();
});

/** Signs and verifies, which must work whatever is behind. */
function works(): void {
  const signature = signField({ message: 5n, privateKey: 7n });
  expect(verifyField({ message: 5n, publicKey: publicKeyOf(7n), signature })).toBe(true);
}

test('default: all in this process', async () => {
  await loadCrypto();
  expect(crypto.native).toBeUndefined();
  works();
});

test('behavior: WebAssembly and the native process agree', async () => {
  await loadCrypto();
  const signature = signField({ message: 5n, privateKey: 7n });
  const publicKey = publicKeyOf(7n);
  await unloadCrypto();
  expect(await Promise.all([startNativeSignatures(), startNativeSignatures()])).toEqual([true, true]);
  expect(await startNativeSignatures()).toBe(true);
  expect(publicKeyOf(7n)).toEqual(publicKey);
  expect(verifyField({ message: 5n, publicKey, signature })).toBe(true);
  works();
});

test('behavior: where there is no native library, WebAssembly takes its place', async () => {
  vi.spyOn(BarretenbergSync, 'new').mockImplementation((options) =>
    options?.backend === BackendType.NativeSharedMemory
      ? Promise.reject(new Error('no native library'))
      : create(options),
  );
  expect(await startNativeSignatures()).toBe(false);
  works();
});

test('behavior: when the native process is killed, WebAssembly takes its place', async () => {
  await startNativeSignatures();
  const { process } = (crypto.native as unknown as { backend: { process: ChildProcess } }).backend;
  const ended = once(process, 'exit');
  process.kill('SIGKILL');
  await ended;
  works();
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
