import { FIELD_MODULUS, toField } from '../field.js';
import type { Quad } from './CryptoEngine.js';
import { loadedCrypto } from './crypto.js';

export type { Quad } from './CryptoEngine.js';

/**
 * Poseidon2 sponge over BN254's scalar field: t = 4, rate 3, the capacity starts as `length · 2^64`.
 * The same as `poseidon2Hash` of bb.js and `hash` of the circuits.
 *
 * @param inputs field elements, any number of them
 * @throws crypto/not-loaded, crypto/not-a-field-element
 * @see https://eprint.iacr.org/2023/323
 *
 * @example
 * import { loadCrypto, poseidon2Hash } from '@tallystick/prover/core';
 *
 * await loadCrypto();
 * poseidon2Hash([1n, 2n]); // 1594597865669602199208529098208508950092942746041644072252494753744672355203n
 */
export function poseidon2Hash(inputs: readonly bigint[]): bigint {
  return loadedCrypto().poseidon2Hash(inputs.map((x, i) => toField(x, `inputs[${i}]`)));
}

/**
 * The Poseidon2 permutation with t = 4.
 *
 * @throws crypto/not-loaded, crypto/not-a-field-element
 * @see https://eprint.iacr.org/2023/323
 */
export function poseidon2Permute(state: Quad): Quad {
  const engine = loadedCrypto();
  state.forEach((x, i) => {
    toField(x, `state[${i}]`);
  });
  return engine.poseidon2Permute(state);
}

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
