import { TallystickError } from '../errors/TallystickError.js';
import { toField } from '../field/toField.js';
import { poseidonLibrary } from './poseidonLibrary.js';

/**
 * Poseidon over BN254's scalar field as circomlib has it, about 80 µs a call. For watch trees only: accounts are hashed with
 * Poseidon2 (`poseidon2Hash`).
 *
 * @param inputs 1 to 16 field elements
 * @throws crypto/not-loaded before `loadPoseidon`, crypto/not-a-field-element
 * @see https://eprint.iacr.org/2019/458
 */
export function poseidon(inputs: readonly bigint[]): bigint {
  const { hash } = poseidonLibrary;
  if (hash === undefined) {
    throw new TallystickError('crypto/not-loaded', { remedy: 'Await `loadPoseidon()` once at start-up.' });
  }
  return hash.F.toObject(hash(inputs.map((x, i) => toField(x, `inputs[${i}]`))));
}
