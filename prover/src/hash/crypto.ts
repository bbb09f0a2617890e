import type { BarretenbergSync } from '@aztec/bb.js';
import { TallystickError } from '../errors/TallystickError.js';

/** The loaded library, private to this package; `loadCrypto` fills it and `unloadCrypto` empties it. */
export const crypto: { loading: Promise<void> | undefined; library: BarretenbergSync | undefined } = {
  loading: undefined,
  library: undefined,
};

/**
 * The loaded library.
 *
 * @throws crypto/not-loaded
 */
export function loadedCrypto(): BarretenbergSync {
  if (crypto.library === undefined) throw new TallystickError('crypto/not-loaded');
  return crypto.library;
}
