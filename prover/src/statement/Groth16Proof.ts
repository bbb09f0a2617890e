/** A point of BN254's first group, affine. */
export type G1Point = readonly [x: bigint, y: bigint];

/** A point of BN254's second group, affine; coordinates in the quadratic extension as `[c0, c1]`. */
export type G2Point = readonly [x: readonly [bigint, bigint], y: readonly [bigint, bigint]];

/** A Groth16 proof over BN254: coordinates below the base field's modulus. Zero-knowledge, and can be re-randomised by anyone. */
export type Groth16Proof = { a: G1Point; b: G2Point; c: G1Point };
