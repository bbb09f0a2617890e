import { startEngine } from '#crypto-engine';
import { cryptoError } from '../cryptoErrors.js';
import type { CryptoEngine } from './CryptoEngine.js';

/** The loaded engine, private to this package; `loadCrypto` fills it and `unloadCrypto` empties it. */
export const crypto: { loading: Promise<void> | undefined; engine: CryptoEngine | undefined } = {
  loading: undefined,
  engine: undefined,
};

/**
 * What computes hashes and signatures.
 *
 * @throws crypto/not-loaded
 */
export function loadedCrypto(): CryptoEngine {
  if (crypto.engine === undefined) throw cryptoError('crypto/not-loaded');
  return crypto.engine;
}

/**
 * Starts what computes hashes and signatures: bb.js where this runs in Node, else an engine in plain TypeScript that bundlers for browsers
 * find by themselves (`#crypto-engine` in package.json). May be called any number of times; never keeps the process alive; nothing
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
  crypto.engine = await startEngine();
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
  const { engine } = crypto;
  crypto.loading = undefined;
  crypto.engine = undefined;
  engine?.stop();
}
