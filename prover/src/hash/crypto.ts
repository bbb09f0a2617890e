import type { BarretenbergSync } from '@aztec/bb.js';
import { TallystickError } from '../errors/TallystickError.js';

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
  if (crypto.library === undefined) throw new TallystickError('crypto/not-loaded');
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
