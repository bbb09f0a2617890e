// @ts-check
/** Arithmetic of BN254's scalar field, for keys whose secrets are known. */
import { power, R } from '../comb.mjs';

/** 5 generates the multiplicative group; its power with (r − 1) / 2^level is the root of unity that snarkjs uses. */
const GENERATOR = 5n;

/** @param {bigint} a @param {bigint} b @returns {bigint} canonical */
export function times(a, b) {
  const rest = (a * b) % R;
  return rest < 0n ? rest + R : rest;
}

/** @param {bigint} base @param {number} count @returns {bigint[]} base^0 … base^(count-1) */
export function powersOf(base, count) {
  const powers = [1n];
  for (let i = 1; i < count; i++) powers.push(times(powers[i - 1], base));
  return powers;
}

/**
 * The values of the Lagrange polynomials of the domain of 2^level roots of unity at `tau`:
 * `L_i(tau) = (tau^n − 1) / n · ω^i / (tau − ω^i)`.
 *
 * @param {bigint} tau not in the domain @param {number} level @returns {bigint[]} 2^level values, none 0
 */
export function lagrange(tau, level) {
  const size = 2 ** level;
  const roots = powersOf(power(GENERATOR, (R - 1n) >> BigInt(level)), size);
  // One inversion for all (Montgomery's trick): of n · Π (tau − ω^i), then unwound.
  const products = [BigInt(size)];
  for (const root of roots) products.push(times(products[products.length - 1], tau - root));
  let inverse = power(products[size], R - 2n);
  const values = new Array(size);
  for (let i = size - 1; i >= 0; i--) {
    values[i] = times(roots[i], times(inverse, products[i]));
    inverse = times(inverse, tau - roots[i]);
  }
  const factor = times(power(tau, BigInt(size)) - 1n, inverse);
  return values.map((value) => times(factor, value));
}
