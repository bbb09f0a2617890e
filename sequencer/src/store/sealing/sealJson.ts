import { encodeJson } from '../encodeJson.js';
import type { Cipher } from './createCipher.js';

/** JSON text for a jsonb column that keeps a value encrypted: `{"$sealed": "<base64>"}`. {@link openJson} undoes it. */
export function sealJson(cipher: Cipher, context: string, value: unknown): string {
  return JSON.stringify({ $sealed: cipher.seal(context, Buffer.from(encodeJson(value))).toString('base64') });
}
