import type { Curve } from 'ffjavascript';
import { FIELD_MODULUS } from '../field/FIELD_MODULUS.js';
import type { G2Point } from './Groth16Proof.js';

/**
 * Whether a point is of BN254's second group: on the twisted curve, and in its subgroup of prime order. snarkjs checks the first
 * alone; contracts refuse a point outside, and so has to whoever checks off chain. Two milliseconds.
 *
 * @param point coordinates below the base field's modulus
 * @see https://eips.ethereum.org/EIPS/eip-197
 */
export function isInG2({ G2 }: Curve, [x, y]: G2Point): boolean {
  const point = G2.fromObject([[...x], [...y], [1n, 0n]]);
  // The scalar field's modulus is the group's order.
  return G2.isValid(point) && G2.isZero(G2.timesScalar(point, FIELD_MODULUS));
}
