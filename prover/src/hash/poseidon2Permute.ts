import { bytesToField } from '../field/bytesToField.js';
import { fieldToBytes } from '../field/fieldToBytes.js';
import { toField } from '../field/toField.js';
import { loadedCrypto } from './crypto.js';

/** Four field elements: the state of Poseidon2. */
export type Quad = readonly [bigint, bigint, bigint, bigint];

/**
 * The Poseidon2 permutation with t = 4.
 *
 * @throws crypto/not-loaded, crypto/not-a-field-element
 * @see https://eprint.iacr.org/2023/323
 */
export function poseidon2Permute(state: Quad): Quad {
  const library = loadedCrypto();
  const inputs = state.map((x, i) => fieldToBytes(toField(x, `state[${i}]`)));
  return library.poseidon2Permutation({ inputs }).outputs.map(bytesToField) as [bigint, bigint, bigint, bigint];
}
