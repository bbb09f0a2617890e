import { decodeJson } from '../decodeJson.js';
import type { Cipher } from './createCipher.js';
import { sealedBytes } from './sealedBytes.js';

/**
 * Undoes `sealJson` on a value that PostgreSQL has already parsed. A value in the clear, as schema 1 kept it, is read as it is; `sealStore`
 * encrypts those at the next start. The caller names the type: the row was written by this program from a value of that type.
 *
 * @throws sequencer/wrong-store-key, sequencer/store-corrupt
 */
export function openJson<T>(cipher: Cipher, context: string, value: unknown): T {
  const sealed = sealedBytes(value);
  if (sealed === undefined) return decodeJson<T>(value);
  return decodeJson<T>(JSON.parse(cipher.open(context, sealed).toString('utf8')));
}
