import { FIELD_MODULUS } from '../field.js';

/** Rounds in which all four lanes are raised; half of them come first, half last. */
export const FULL_ROUNDS = 8;
/** Rounds between them, in which the first lane alone is raised. */
export const PARTIAL_ROUNDS = 56;

/** Lanes of the state. */
const WIDTH = 4;
/** Bits of the field's modulus. */
const FIELD_BITS = 254;

/**
 * The matrix of the partial rounds: its diagonal minus 1, all else being 1. The reference script draws it after the round constants; its
 * checks pass over four candidates.
 */
export const INTERNAL_DIAGONAL = [
  0x10dc6e9c006ea38b04b1e03b4bd9490c0d03f98929ca1d7fb56821fd19d3b6e7n,
  0x0c28145b6a44df3e0149b3d0a30b3bb599df9756d4dd9b84a86b38cfb45a740bn,
  0x00544b8338791518b2c7645a50392798b21f75bb60e3596170067d00141cac15n,
  0x222c01175718386f2e2e82eb122789e352e105a3b8fa852613bc534433ee428bn,
] as const;

/**
 * The round constants of Poseidon2 over BN254's scalar field with t = 4, in the order of their use: four for a full round, one for a
 * partial one. Made and not written down, in some milliseconds: they are the numbers below the modulus that the generator gives first.
 *
 * @see https://eprint.iacr.org/2023/323 and its reference script, poseidon2_rust_params.sage
 */
export function roundConstants(): bigint[] {
  const draw = grainNumbers();
  const constants: bigint[] = [];
  while (constants.length < FULL_ROUNDS * WIDTH + PARTIAL_ROUNDS) {
    const number = draw();
    if (number < FIELD_MODULUS) constants.push(number);
  }
  return constants;
}

/**
 * A generator of 254-bit numbers: the Grain LFSR in self-shrinking mode, its 80 bits set from what the permutation is.
 *
 * @see https://eprint.iacr.org/2019/458, appendix E
 */
export function grainNumbers(): () => bigint {
  const isPrimeField = { value: 1, bits: 2 };
  const isPower = { value: 0, bits: 4 };
  const sizes = [
    { value: FIELD_BITS, bits: 12 },
    { value: WIDTH, bits: 12 },
    { value: FULL_ROUNDS, bits: 10 },
    { value: PARTIAL_ROUNDS, bits: 10 },
  ];
  // What the parameters leave free are ones.
  const register = new Uint8Array(80).fill(1);
  let at = 0;
  for (const { value, bits } of [isPrimeField, isPower, ...sizes]) {
    for (let bit = bits - 1; bit >= 0; bit--) register[at++] = (value >> bit) & 1;
  }
  let first = 0;
  const tap = (offset: number): number => register[(first + offset) % 80] ?? 0;
  const next = (): number => {
    const bit = tap(62) ^ tap(51) ^ tap(38) ^ tap(23) ^ tap(13) ^ tap(0);
    register[first] = bit;
    first = (first + 1) % 80;
    return bit;
  };
  for (let i = 0; i < 160; i++) next();
  const kept = (): number => {
    // Of each two bits the first says whether the second is kept.
    while (next() === 0) next();
    return next();
  };
  return () => {
    let digits = '0b';
    for (let i = 0; i < FIELD_BITS; i++) digits += kept();
    return BigInt(digits);
  };
}
