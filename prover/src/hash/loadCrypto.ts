import { BackendType, BarretenbergSync } from '@aztec/bb.js';
import { TallystickError } from '../errors/TallystickError.js';
import { crypto } from './crypto.js';

/**
 * Starts the library behind hashes and signatures: bb.js as WebAssembly in this process. (Its native form is a process of its own,
 * which saves nothing on a hash and ends on the Ctrl-C that this one may still be cleaning up after; see
 * `startNativeSignatures` for what it is good for.) May be called any number of times; never keeps the process alive; nothing
 * secret is kept.
 *
 * @throws crypto/load-failed
 */
export function loadCrypto(): Promise<void> {
  crypto.loading ??= start().catch((cause: unknown) => {
    crypto.loading = undefined;
    throw new TallystickError('crypto/load-failed', { cause });
  });
  return crypto.loading;
}

async function start(): Promise<void> {
  // One thread is enough: hashes and signatures are too small to be split. Neither needs a reference string.
  crypto.library = await BarretenbergSync.new({ backend: BackendType.Wasm, threads: 1, skipSrsInit: true });
}
