import type { Groth16Proof } from './Groth16Proof.js';

/** The words of a proof on the chain. */
export type ProofArgument = readonly [bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint];

/**
 * A proof as contracts take it, `uint256[8]`: A.x, A.y, B.x.c1, B.x.c0, B.y.c1, B.y.c0, C.x, C.y. The parts of B are the other way
 * round than elsewhere, as the pairing precompile wants them.
 *
 * @see https://eips.ethereum.org/EIPS/eip-197
 */
export function toProofArgument({ a, b, c }: Groth16Proof): ProofArgument {
  return [a[0], a[1], b[0][1], b[0][0], b[1][1], b[1][0], c[0], c[1]];
}
