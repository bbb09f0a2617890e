import { FIELD_MODULUS } from '../field/FIELD_MODULUS.js';
import { fieldToBytes } from '../field/fieldToBytes.js';
import { GRUMPKIN_ORDER } from '../field/GRUMPKIN_ORDER.js';
import { toField } from '../field/toField.js';
import { loadedSigner } from '../hash/crypto.js';
import { isOnCurve } from './isOnCurve.js';
import type { Point } from './Point.js';
import type { Signature } from './Signature.js';

const WORD = /^0x[0-9a-f]{64}$/i;

/**
 * Whether a signature over one field element holds. A key off the curve, a malformed signature, and one whose `s` or `e`
 * is zero or not reduced are all simply false: the circuits would refuse them too.
 *
 * @throws crypto/not-loaded, crypto/not-a-field-element (for the message)
 */
export function verifyField({
  message,
  publicKey,
  signature,
}: {
  message: bigint;
  publicKey: Point;
  signature: Signature;
}): boolean {
  const library = loadedSigner();
  const messageField = fieldToBytes(toField(message, 'message'));
  if (!WORD.test(signature.s) || !WORD.test(signature.e) || !isOnCurve(publicKey)) return false;
  const s = BigInt(signature.s);
  const e = BigInt(signature.e);
  if (s === 0n || s >= GRUMPKIN_ORDER || e === 0n || e >= FIELD_MODULUS) return false;
  return library.schnorrVerifySignature({
    messageField,
    publicKey: { x: fieldToBytes(publicKey.x), y: fieldToBytes(publicKey.y) },
    s: fieldToBytes(s),
    e: fieldToBytes(e),
  }).verified;
}
