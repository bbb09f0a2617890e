import { BackendType, BarretenbergSync } from '@aztec/bb.js';
import { TallystickError } from '../errors/TallystickError.js';
import { crypto } from './crypto.js';

async function start(): Promise<void> {
  const failures: unknown[] = [];
  // One thread is enough: hashes and signatures are too small to be split.
  for (const backend of [BackendType.NativeSharedMemory, BackendType.Wasm]) {
    try {
      crypto.library = await BarretenbergSync.new({ backend, threads: 1, skipSrsInit: true });
      return;
    } catch (error) {
      failures.push(error);
    }
  }
  throw new TallystickError('crypto/load-failed', { cause: new AggregateError(failures) });
}

/**
 * Starts the library behind hashes and signatures: bb.js over shared memory, or its WebAssembly form where the platform
 * has no native one. May be called any number of times; never keeps the process alive.
 *
 * @throws crypto/load-failed
 */
export function loadCrypto(): Promise<void> {
  crypto.loading ??= start().catch((error: unknown) => {
    crypto.loading = undefined;
    throw error;
  });
  return crypto.loading;
}
