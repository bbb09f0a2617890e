import { FIELD_MODULUS as P } from '../field.js';
import type { Quad } from './CryptoEngine.js';
import { FULL_ROUNDS, INTERNAL_DIAGONAL, PARTIAL_ROUNDS, roundConstants } from './poseidon2Constants.js';

/**
 * Makes the Poseidon2 permutation with t = 4 on bigints, the one of Barretenberg. Sums are reduced only where the next product would
 * grow by a machine word, for reducing takes most of the time.
 *
 * @see https://eprint.iacr.org/2023/323
 */
export function createPermutation(): (state: Quad) => Quad {
  const constants = roundConstants();
  const [d0, d1, d2, d3] = INTERNAL_DIAGONAL;
  const half = FULL_ROUNDS / 2;

  return (state) => {
    let [a, b, c, d] = state;
    let next = 0;
    const constant = (): bigint => constants[next++] as bigint;
    /** The matrix of the full rounds, with the additions of the paper's appendix B. */
    const mix = (): void => {
      const ab = a + b;
      const cd = c + d;
      const abb = b + b + cd;
      const cdd = d + d + ab;
      d = 4n * cd + cdd;
      b = 4n * ab + abb;
      a = cdd + b;
      c = abb + d;
    };
    const fullRounds = (): void => {
      for (let round = 0; round < half; round++) {
        a = power5(a + constant());
        b = power5(b + constant());
        c = power5(c + constant());
        d = power5(d + constant());
        mix();
      }
    };

    mix();
    fullRounds();
    for (let round = 0; round < PARTIAL_ROUNDS; round++) {
      a = power5(a + constant());
      const sum = a + b + c + d;
      a = (a * d0 + sum) % P;
      b = (b * d1 + sum) % P;
      c = (c * d2 + sum) % P;
      d = (d * d3 + sum) % P;
    }
    fullRounds();
    return [a % P, b % P, c % P, d % P];
  };
}

/** The S-box. Its input need not be reduced. */
function power5(x: bigint): bigint {
  const square = (x * x) % P;
  return (((square * square) % P) * x) % P;
}
