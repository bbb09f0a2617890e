import type { Hex } from 'viem';
import { FIELD_MODULUS, fieldToHex, GRUMPKIN_ORDER, isFieldElement, toField } from './field.js';
import type { Point } from './hash/CryptoEngine.js';
import { loadedCrypto } from './hash/crypto.js';
import { keyError } from './keyErrors.js';

export type { Point } from './hash/CryptoEngine.js';

/** A point as JSON carries it. */
export function pointToJson({ x, y }: Point): { x: string; y: string } {
  return { x: fieldToHex(x), y: fieldToHex(y) };
}

/** A Schnorr signature over Grumpkin: response `s` and challenge `e`, 32 bytes of hex each. */
export type Signature = { s: Hex; e: Hex };

const WORD = /^0x[0-9a-f]{64}$/i;

/**
 * Whether a signature over one field element holds. A key off the curve, a malformed signature, and one whose `s` or `e`
 * is zero or not reduced are all simply false: the circuits would refuse them too.
 *
 * @throws crypto/not-loaded, crypto/not-a-field-element (for the message)
 *
 * @example
 * import { loadCrypto, publicKeyOf, signField, verifyField } from '@tallystick/prover/core';
 *
 * await loadCrypto();
 * const signature = signField({ message: 42n, privateKey: 5n });
 * verifyField({ message: 43n, publicKey: publicKeyOf(5n), signature }); // false
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
  const engine = loadedCrypto();
  toField(message, 'message');
  if (!WORD.test(signature.s) || !WORD.test(signature.e) || !isOnCurve(publicKey)) return false;
  const s = BigInt(signature.s);
  const e = BigInt(signature.e);
  if (s === 0n || s >= GRUMPKIN_ORDER || e === 0n || e >= FIELD_MODULUS) return false;
  return engine.verify(message, publicKey, { s, e });
}

/**
 * Whether both coordinates are field elements and the point lies on Grumpkin, y² = x³ − 17. Grumpkin's order is prime,
 * so a point of the curve is also in the group.
 *
 * @example
 * import { isOnCurve } from '@tallystick/prover/core';
 *
 * isOnCurve({ x: 1n, y: 1n }); // false
 */
export function isOnCurve({ x, y }: Point): boolean {
  if (!isFieldElement(x) || !isFieldElement(y)) return false;
  return (y * y - x * x * x + 17n) % FIELD_MODULUS === 0n;
}

/**
 * The Grumpkin public key of a private key.
 *
 * @throws crypto/not-loaded, key/out-of-range
 *
 * @example
 * import { isOnCurve, loadCrypto, publicKeyOf } from '@tallystick/prover/core';
 *
 * await loadCrypto();
 * isOnCurve(publicKeyOf(5n)); // true
 */
export function publicKeyOf(privateKey: bigint): Point {
  return loadedCrypto().publicKeyOf(toPrivateKey(privateKey));
}

/**
 * Signs one field element: Schnorr over Grumpkin with a Poseidon2 challenge, as bb.js and the circuits have it. The
 * nonce is fresh each time, so two signatures of one message differ.
 *
 * @throws crypto/not-loaded, crypto/not-a-field-element, key/out-of-range
 *
 * @example
 * import { loadCrypto, publicKeyOf, signField, verifyField } from '@tallystick/prover/core';
 *
 * await loadCrypto();
 * const signature = signField({ message: 42n, privateKey: 5n });
 * verifyField({ message: 42n, publicKey: publicKeyOf(5n), signature }); // true
 */
export function signField({ message, privateKey }: { message: bigint; privateKey: bigint }): Signature {
  const { s, e } = loadedCrypto().sign(toField(message, 'message'), toPrivateKey(privateKey));
  return { s: fieldToHex(s), e: fieldToHex(e) };
}

/**
 * The private key itself, once it is known to be in range. The error never holds the value.
 *
 * @throws key/out-of-range
 */
export function toPrivateKey(value: unknown, field = 'privateKey'): bigint {
  if (typeof value === 'bigint' && value > 0n && value < GRUMPKIN_ORDER) return value;
  throw keyError('key/out-of-range', {
    facts: { field, expected: `bigint from 1 to ${GRUMPKIN_ORDER - 1n}` },
  });
}
