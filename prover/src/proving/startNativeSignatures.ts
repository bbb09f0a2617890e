import type { ChildProcess } from 'node:child_process';
import { BackendType, BarretenbergSync } from '@aztec/bb.js';
import { nativeProcess } from '../core/hash/barretenbergEngine.js';
import { loadCrypto } from '../core/hash/crypto.js';

/**
 * Lets a native process beside this one make signatures, in less than half the time. For what signs much, on a machine with a core to
 * spare; signatures are verified in this process, as fast as by the other with the way there. WebAssembly takes over where there is no native library,
 * and as soon as the process ends. One hazard is bb.js's own: a call in the very moment in which the process is killed never returns.
 * Ended by `unloadCrypto`; never keeps this process alive.
 *
 * @returns whether the native process runs
 * @throws crypto/load-failed
 *
 * @example
 * import { startNativeSignatures } from '@tallystick/prover/proving';
 *
 * const isNative = await startNativeSignatures();
 */
export async function startNativeSignatures(): Promise<boolean> {
  await loadCrypto();
  const running = () => nativeProcess.signer !== undefined;
  if (running()) return true;
  const options = { backend: BackendType.NativeSharedMemory, threads: 1, skipSrsInit: true };
  const native = await BarretenbergSync.new(options).catch(() => undefined);
  if (native === undefined) return false;
  // A second call may have been faster.
  if (running()) {
    native.destroy();
    return true;
  }
  nativeProcess.signer = native;
  const { backend } = native as unknown as { backend?: { process?: ChildProcess } };
  backend?.process?.once('exit', () => {
    if (nativeProcess.signer === native) nativeProcess.signer = undefined;
  });
  return true;
}
