import { MODULUS, mod } from '../../scripts/primitives.mjs';
import { seeded } from '../support/seeded.js';

/** Coefficients, lowest first, without zeros at the end. */
type Polynomial = bigint[];

/** 1 / value in the field; 0 has none and gives 0. */
export function inverse(value: bigint): bigint {
  let [power, base, result] = [MODULUS - 2n, mod(value), 1n];
  for (; power > 0n; power >>= 1n) {
    if (power & 1n) result = mod(result * base);
    base = mod(base * base);
  }
  return result;
}

/** Where a polynomial is 0 that has these values at 0, 1, 2, …: all places, or none where it is 0 everywhere. */
export function rootsThrough(values: readonly bigint[]): bigint[] {
  return rootsOf(interpolate(values));
}

/** The polynomial of the lowest degree with these values at 0, 1, 2, … */
export function interpolate(values: readonly bigint[]): Polynomial {
  let sum: Polynomial = [];
  for (const [i, value] of values.entries()) {
    let [basis, scale]: [Polynomial, bigint] = [[1n], 1n];
    for (let j = 0; j < values.length; j++) {
      if (j === i) continue;
      basis = times(basis, [mod(-BigInt(j)), 1n]);
      scale = mod(scale * BigInt(i - j));
    }
    const factor = mod(value * inverse(scale));
    sum = plus(
      sum,
      basis.map((coefficient) => coefficient * factor),
    );
  }
  return sum;
}

function rootsOf(polynomial: Polynomial): bigint[] {
  if (polynomial.length < 2) return [];
  const x = [0n, 1n];
  // Exactly the linear factors are shared with x^p − x.
  return split(gcd(polynomial, plus(power(x, MODULUS, polynomial), [0n, -1n])), seeded(1n));
}

/** The roots of a product of different linear factors. */
function split(product: Polynomial, draw: (bits: number) => bigint): bigint[] {
  if (product.length < 2) return [];
  if (product.length === 2) return [mod(-(product[0] ?? 0n) * inverse(product[1] ?? 0n))];
  const half = plus(power([draw(253), 1n], (MODULUS - 1n) / 2n, product), [-1n]);
  const part = gcd(product, half);
  if (part.length < 2 || part.length === product.length) return split(product, draw);
  return [...split(part, draw), ...split(divide(product, part).quotient, draw)];
}

function power(base: Polynomial, exponent: bigint, modulus: Polynomial): Polynomial {
  let [square, result]: [Polynomial, Polynomial] = [divide(base, modulus).rest, [1n]];
  for (let left = exponent; left > 0n; left >>= 1n) {
    if (left & 1n) result = divide(times(result, square), modulus).rest;
    square = divide(times(square, square), modulus).rest;
  }
  return result;
}

function gcd(a: Polynomial, b: Polynomial): Polynomial {
  return b.length === 0 ? a : gcd(b, divide(a, b).rest);
}

function divide(a: Polynomial, b: Polynomial): { quotient: Polynomial; rest: Polynomial } {
  let rest = a;
  const quotient: Polynomial = Array.from({ length: Math.max(a.length - b.length + 1, 0) }, () => 0n);
  const lead = inverse(b.at(-1) ?? 0n);
  while (rest.length >= b.length) {
    const factor = mod((rest.at(-1) ?? 0n) * lead);
    const shift = rest.length - b.length;
    quotient[shift] = factor;
    rest = plus(rest, [...Array.from({ length: shift }, () => 0n), ...b.map((coefficient) => -coefficient * factor)]);
  }
  return { quotient, rest };
}

function times(a: Polynomial, b: Polynomial): Polynomial {
  const product = Array.from({ length: Math.max(a.length + b.length - 1, 0) }, () => 0n);
  for (const [i, left] of a.entries())
    for (const [j, right] of b.entries()) product[i + j] = mod((product[i + j] ?? 0n) + left * right);
  return trimmed(product);
}

function plus(a: Polynomial, b: Polynomial): Polynomial {
  return trimmed(Array.from({ length: Math.max(a.length, b.length) }, (_, i) => mod((a[i] ?? 0n) + (b[i] ?? 0n))));
}

function trimmed(polynomial: Polynomial): Polynomial {
  let length = polynomial.length;
  while (length > 0 && polynomial[length - 1] === 0n) length--;
  return polynomial.slice(0, length);
}
