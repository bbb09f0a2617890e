import { hkdfSync } from 'node:crypto';
import { bytesToField } from '../field/bytesToField.js';

const SALT = 'Tallystick keys 1';

/**
 * A number between 1 and `modulus` − 1 from secret bytes: HKDF-SHA-512 to 512 bits, reduced, so the bias is below 2^-250.
 *
 * @param info what the number is for; two purposes give unrelated numbers
 * @see https://www.rfc-editor.org/rfc/rfc5869
 */
export function reduceSecret(secret: Uint8Array, info: string, modulus: bigint): bigint {
  const wide = bytesToField(new Uint8Array(hkdfSync('sha512', secret, SALT, info, 64)));
  return (wide % (modulus - 1n)) + 1n;
}
