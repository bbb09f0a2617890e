import { FIELD_MODULUS } from '../field/FIELD_MODULUS.js';
import { poseidon2Permute } from './poseidon2Permute.js';

/**
 * Compression of four field elements to one, `permute(a, b, c, d)[0] + a`: the node of the tree and the leaf. One
 * permutation where the sponge would need two. Source: the compression mode of the Poseidon2 paper, section 3.2.
 *
 * @throws crypto/not-loaded, crypto/not-a-field-element
 * @see https://eprint.iacr.org/2023/323
 */
export function compress(a: bigint, b: bigint, c: bigint, d: bigint): bigint {
  return (poseidon2Permute([a, b, c, d])[0] + a) % FIELD_MODULUS;
}
