import { FIELD_MODULUS } from '../../field.js';

/**
 * How the module holds a field element x: as x · 2^261 (Montgomery's form), in nine limbs of 29 bits, each in four bytes. A column of a
 * product, 18 products of two limbs, then fits into 64 bits without a carry. Nothing is reduced fully: 2^261 is 169 times the modulus, so a
 * product of factors below a and b times the modulus comes out below 1 + ab/169 times it. Comments give such bounds in multiples of
 * the modulus.
 */
export const LIMBS = 9;
export const LIMB_BITS = 29n;
export const LIMB_MASK = (1n << LIMB_BITS) - 1n;
/** Bytes of an element. */
export const ELEMENT = 4 * LIMBS;

const RADIX = 1n << (LIMB_BITS * BigInt(LIMBS));

/** An integer below 2^261 in limbs, the lowest first. */
export function toLimbs(value: bigint): bigint[] {
  return Array.from({ length: LIMBS }, (_, i) => (value >> (LIMB_BITS * BigInt(i))) & LIMB_MASK);
}

export const MODULUS_LIMBS = toLimbs(FIELD_MODULUS);

/** A field element in Montgomery's form. */
export const toMontgomery = (value: bigint): bigint => (value * RADIX) % FIELD_MODULUS;

/** What Montgomery's form is multiplied with to enter it. */
export const RADIX_SQUARED = (RADIX * RADIX) % FIELD_MODULUS;

/** Minus the modulus' inverse modulo 2^29. By Newton's iteration: each step doubles the bits that are right, the first three are. */
export const NEGATED_INVERSE = ((): bigint => {
  let inverse = FIELD_MODULUS;
  for (let bits = 3n; bits < LIMB_BITS; bits *= 2n) inverse = (inverse * (2n - FIELD_MODULUS * inverse)) & LIMB_MASK;
  return LIMB_MASK + 1n - inverse;
})();
