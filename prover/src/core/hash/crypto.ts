import { BackendType, BarretenbergSync } from '@aztec/bb.js';
import { cryptoError } from '../cryptoErrors.js';

/** The loaded library, private to this package; `loadCrypto` fills it and `unloadCrypto` empties it. */
export const crypto: {
  loading: Promise<void> | undefined;
  /** WebAssembly in this process. */
  library: BarretenbergSync | undefined;
  /** The native process, where it was asked for and lives. */
  native: BarretenbergSync | undefined;
} = { loading: undefined, library: undefined, native: undefined };

/**
 * The library for hashes: always in this process, where a call costs as little as one to the native process.
 *
 * @throws crypto/not-loaded
 */
export function loadedCrypto(): BarretenbergSync {
  if (crypto.library === undefined) throw cryptoError('crypto/not-loaded');
  return crypto.library;
}

/**
 * The library for signatures: the native process where there is one.
 *
 * @throws crypto/not-loaded
 */
export function loadedSigner(): BarretenbergSync {
  return crypto.native ?? loadedCrypto();
}

/**
 * Starts the library behind hashes and signatures: bb.js as WebAssembly in this process. (Its native form is a process of its own,
 * which saves nothing on a hash and ends on the Ctrl-C that this one may still be cleaning up after; see
 * `startNativeSignatures` for what it is good for.) May be called any number of times; never keeps the process alive; nothing
 * secret is kept.
 *
 * @throws crypto/load-failed
 *
 * @example
 * import { loadCrypto, verifyReceipt } from '@tallystick/prover';
 *
 * await loadCrypto(); // once, before the first hash or signature
 * verifyReceipt({ receipt, owner });
 */
export function loadCrypto(): Promise<void> {
  crypto.loading ??= start().catch((cause: unknown) => {
    crypto.loading = undefined;
    throw cryptoError('crypto/load-failed', { cause });
  });
  return crypto.loading;
}

async function start(): Promise<void> {
  // One thread is enough: hashes and signatures are too small to be split. Neither needs a reference string.
  crypto.library = await BarretenbergSync.new({ backend: BackendType.Wasm, threads: 1, skipSrsInit: true });
}

/**
 * Ends what `loadCrypto` started; `loadCrypto` may be called again afterwards.
 *
 * @example
 * import { loadCrypto, unloadCrypto } from '@tallystick/prover';
 *
 * await loadCrypto();
 * await unloadCrypto();
 */
export async function unloadCrypto(): Promise<void> {
  await crypto.loading?.catch(() => undefined);
  const { library, native } = crypto;
  crypto.loading = undefined;
  crypto.library = undefined;
  crypto.native = undefined;
  native?.destroy();
  library?.destroy();
}
