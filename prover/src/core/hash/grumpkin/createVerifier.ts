import { GRUMPKIN_ORDER } from '../../field.js';
import type { Point, SchnorrSignature } from '../CryptoEngine.js';
import type { Curve, Table } from './createCurve.js';
import type { OwnerTables } from './createOwnerTables.js';

/** Bits of a digit of the base's table: 147 kB, made in some ten milliseconds. */
const BASE_BITS = 8;

/** A Schnorr signature over Grumpkin. */
export type SignatureScheme<Message> = {
  /** What private keys and nonces are multiplied with. */
  base: Point;
  /** The challenge of a nonce's point, of which x alone is given. */
  challenge(nonceX: bigint, publicKey: Point, message: Message): bigint;
};

/**
 * Makes the verification of a scheme's signatures: whether the challenge of s · base + e · key is e. False for s or e that are zero or not reduced,
 * and where that point is at infinity. Keys have to be on the curve.
 */
export function createVerifier<Message>(
  curve: Curve,
  owners: OwnerTables,
  { base, challenge }: SignatureScheme<Message>,
): (message: Message, publicKey: Point, signature: SchnorrSignature) => boolean {
  let baseTable: Table | undefined;

  function tableOfBase(): Table {
    if (baseTable === undefined) {
      const table = curve.reserve(BASE_BITS);
      curve.fill(table, base);
      baseTable = table;
    }
    return baseTable;
  }

  return (message, publicKey, { s, e }) => {
    if (s <= 0n || s >= GRUMPKIN_ORDER || e <= 0n || e >= GRUMPKIN_ORDER) return false;
    // Both before the sum is begun, which making a table uses.
    const bases = tableOfBase();
    const multiples = owners.find(publicKey);
    if (multiples === undefined) {
      curve.setMultiple(e, publicKey);
    } else {
      curve.clear();
      curve.addTabled(e, multiples);
    }
    curve.addTabled(s, bases);
    const nonceX = curve.sumX();
    return nonceX !== undefined && challenge(nonceX, publicKey, message) === e;
  };
}
