import { FIELD_MODULUS } from '../../core/field.js';
import type { Curve } from './curve.js';
import { statementError } from './statementErrors.js';

/** A point of BN254's first group, affine. */
export type G1Point = readonly [x: bigint, y: bigint];

/** A point of BN254's second group, affine; coordinates in the quadratic extension as `[c0, c1]`. */
export type G2Point = readonly [x: readonly [bigint, bigint], y: readonly [bigint, bigint]];

/** A Groth16 proof over BN254: coordinates below the base field's modulus. Zero-knowledge, and can be re-randomised by anyone. */
export type Groth16Proof = { a: G1Point; b: G2Point; c: G1Point };

type SignalValue = bigint | readonly SignalValue[];

/** Inputs of a circom circuit by name, arrays as the circuit declares them. Secret where the circuit's are. */
export type CircuitInputs = Readonly<Record<string, SignalValue>>;

/** The modulus of BN254's base field: points' coordinates lie below it. */
export const BASE_FIELD_MODULUS = 0x30644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd47n;

/** The words of a proof on the chain. */
export type ProofArgument = readonly [bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint];

/**
 * A proof as contracts take it, `uint256[8]`: A.x, A.y, B.x.c1, B.x.c0, B.y.c1, B.y.c0, C.x, C.y. The parts of B are the other way
 * round than elsewhere, as the pairing precompile wants them.
 *
 * @see https://eips.ethereum.org/EIPS/eip-197
 *
 * @example
 * import { toProofArgument } from '@tallystick/prover/verify';
 *
 * const args = [toProofArgument(usageProof.proof)]; // `uint256[8]` of a contract's function
 */
export function toProofArgument({ a, b, c }: Groth16Proof): ProofArgument {
  return [a[0], a[1], b[0][1], b[0][0], b[1][1], b[1][0], c[0], c[1]];
}

/**
 * The inverse of `toProofArgument`.
 *
 * @param field name of the value, for the error
 * @throws statement/malformed unless there are eight numbers below the base field's modulus
 */
export function fromProofArgument(words: readonly bigint[], field = 'proof'): Groth16Proof {
  const bad = words.findIndex((word) => typeof word !== 'bigint' || word < 0n || word >= BASE_FIELD_MODULUS);
  if (words.length !== 8 || bad !== -1) {
    throw statementError('statement/malformed', {
      facts: {
        field: bad === -1 ? field : `${field}[${bad}]`,
        given: bad === -1 ? `${words.length} words` : words[bad],
        expected: "8 numbers below the base field's modulus",
      },
    });
  }
  const [ax, ay, bx1, bx0, by1, by0, cx, cy] = words as [
    bigint,
    bigint,
    bigint,
    bigint,
    bigint,
    bigint,
    bigint,
    bigint,
  ];
  return {
    a: [ax, ay],
    b: [
      [bx0, bx1],
      [by0, by1],
    ],
    c: [cx, cy],
  };
}

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
