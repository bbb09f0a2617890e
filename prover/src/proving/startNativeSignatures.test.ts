import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { BackendType, BarretenbergSync } from '@aztec/bb.js';
import { afterEach, expect, test, vi } from 'vitest';
import { nativeProcess } from '../core/hash/barretenbergEngine.js';
import { loadCrypto, unloadCrypto } from '../core/hash/crypto.js';
import { publicKeyOf, signField, verifyField } from '../core/signature.js';
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

test('default: WebAssembly and the native process agree, and unloading ends it', async () => {
  await loadCrypto();
  expect(nativeProcess.signer).toBeUndefined();
  const signature = signField({ message: 5n, privateKey: 7n });
  const publicKey = publicKeyOf(7n);
  await unloadCrypto();
  expect(await Promise.all([startNativeSignatures(), startNativeSignatures()])).toEqual([true, true]);
  expect(await startNativeSignatures()).toBe(true);
  expect(publicKeyOf(7n)).toEqual(publicKey);
  expect(verifyField({ message: 5n, publicKey, signature })).toBe(true);
  works();
  const destroy = vi.spyOn(nativeProcess.signer as BarretenbergSync, 'destroy');
  await unloadCrypto();
  expect(destroy).toHaveBeenCalledOnce();
  expect(nativeProcess.signer).toBeUndefined();
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
  // bb.js keeps its process to itself.
  const { process } = (nativeProcess.signer as unknown as { backend: { process: ChildProcess } }).backend;
  const ended = once(process, 'exit');
  process.kill('SIGKILL');
  await ended;
  expect(nativeProcess.signer).toBeUndefined();
  works();
});
