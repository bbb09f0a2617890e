import { cryptoError } from '../../core/cryptoErrors.js';
import { toField } from '../../core/field.js';
import { createPoseidonPermutation } from './poseidonPermutation.js';

/** Inputs of a node and of a leaf of a watch tree. */
const USUAL_LENGTHS = [4, 5];

/** The permutations that have been made, by number of inputs; private to this package. `loadPoseidon` makes the usual ones. */
const permutations = new Map<number, ReturnType<typeof createPoseidonPermutation>>();

/**
 * Poseidon over BN254's scalar field as circomlib has it, about 0.2 ms a call. For watch trees only: accounts are hashed with
 * Poseidon2 (`poseidon2Hash`).
 *
 * @param inputs 1 to 16 field elements
 * @throws crypto/not-loaded before `loadPoseidon`, crypto/not-a-field-element
 * @see https://eprint.iacr.org/2019/458
 */
export function poseidon(inputs: readonly bigint[]): bigint {
  if (permutations.size === 0) {
    throw cryptoError('crypto/not-loaded', { remedy: 'Await `loadPoseidon()` once at start-up.' });
  }
  const state = [0n, ...inputs.map((x, i) => toField(x, `inputs[${i}]`))];
  const [hash = 0n] = permutationFor(inputs.length)(state);
  return hash;
}

/**
 * Makes the constants of circomlib's Poseidon, in some tens of milliseconds. May be called any number of times; knows no secret. Node
 * and browser.
 *
 * @example
 * import { loadPoseidon, verifyOpening } from '@tallystick/prover/statements';
 *
 * await loadPoseidon(); // once, before the first tree or opening of a watcher
 * verifyOpening(opening);
 */
export async function loadPoseidon(): Promise<void> {
  for (const length of USUAL_LENGTHS) permutationFor(length);
}

function permutationFor(length: number): ReturnType<typeof createPoseidonPermutation> {
  const made = permutations.get(length) ?? createPoseidonPermutation(length + 1);
  permutations.set(length, made);
  return made;
}
