import type { Poseidon } from 'circomlibjs';
import { cryptoError } from '../../core/cryptoErrors.js';
import { toField } from '../../core/field.js';

/** The loaded hash, private to this package; `loadPoseidon` fills it. */
const poseidonLibrary: { loading: Promise<void> | undefined; hash: Poseidon | undefined } = {
  loading: undefined,
  hash: undefined,
};

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
    throw cryptoError('crypto/not-loaded', { remedy: 'Await `loadPoseidon()` once at start-up.' });
  }
  return hash.F.toObject(hash(inputs.map((x, i) => toField(x, `inputs[${i}]`))));
}

/**
 * Loads the Poseidon of circomlib (WebAssembly in this thread, a third of a second). May be called any number of times; keeps
 * no process alive and knows no secret. Node and browser.
 *
 * @throws crypto/load-failed
 *
 * @example
 * import { loadPoseidon, verifyOpening } from '@tallystick/prover/statements';
 *
 * await loadPoseidon(); // once, before the first tree or opening of a watcher
 * verifyOpening(opening);
 */
export function loadPoseidon(): Promise<void> {
  poseidonLibrary.loading ??= start().catch((cause: unknown) => {
    poseidonLibrary.loading = undefined;
    throw cryptoError('crypto/load-failed', { cause });
  });
  return poseidonLibrary.loading;
}

async function start(): Promise<void> {
  // Imported here, since the package is large and whoever neither watches nor proves uptime needn't load it.
  const { buildPoseidon } = await import('circomlibjs');
  poseidonLibrary.hash = await buildPoseidon();
}
