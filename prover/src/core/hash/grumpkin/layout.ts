import type { Place } from './assembly.js';
import { ELEMENT } from './limbs.js';

/** Addresses that the module's functions use themselves: scratch first, then constants. */
export const scratch = (i: number): Place => ({ offset: i * ELEMENT });
export const FACTOR = 4 * ELEMENT;
export const POWERS = 10 * ELEMENT;
export const ONE: Place = { offset: 26 * ELEMENT };
export const RADIX_SQUARED_AT: Place = { offset: 27 * ELEMENT };
export const PLAIN_ONE: Place = { offset: 28 * ELEMENT };
/** The 64 half bytes of the modulus minus 2, a byte each, the highest first. */
export const EXPONENT = 29 * ELEMENT;
export const DIAGONAL = EXPONENT + 72;
export const ROUNDS = DIAGONAL + 4 * ELEMENT;
