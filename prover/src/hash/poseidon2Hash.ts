import { bytesToField } from '../field/bytesToField.js';
import { fieldToBytes } from '../field/fieldToBytes.js';
import { toField } from '../field/toField.js';
import { loadedCrypto } from './crypto.js';

/**
 * Poseidon2 sponge over BN254's scalar field: t = 4, rate 3, the capacity starts as `length · 2^64`.
 * The same as `poseidon2Hash` of bb.js and `hash` of the circuits.
 *
 * @param inputs field elements, any number of them
 * @throws crypto/not-loaded, crypto/not-a-field-element
 * @see https://eprint.iacr.org/2023/323
 */
export function poseidon2Hash(inputs: readonly bigint[]): bigint {
  const library = loadedCrypto();
  return bytesToField(
    library.poseidon2Hash({ inputs: inputs.map((x, i) => fieldToBytes(toField(x, `inputs[${i}]`))) }).hash,
  );
}
