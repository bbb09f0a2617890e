import { GRUMPKIN_ORDER } from '../../field.js';

/** Multiplying a point by LAMBDA multiplies its x by BETA and leaves its y: Grumpkin has such an endomorphism because it is y² = x³ + b. */
export const BETA = 0xb3c4d79d41a917585bfc41088d8daaa78b17ea66b99c90ddn;
export const LAMBDA = 0x59e26bcea0d48bacd4f263f1acdb5c4f5763473177fffffen;

/** Short vectors (a, b) with a + b · LAMBDA a multiple of the order; their determinant is minus the order. */
const BASIS = [
  [147946756881789319010696353538189108491n, 9931322734385697762n],
  [9931322734385697762n, -147946756881789319000765030803803410729n],
] as const;

/** Bits that suffice for the parts of `splitScalar`, without their signs. */
export const PART_BITS = 126;

/**
 * Two short numbers k1 and k2 with k1 + k2 · LAMBDA equal to the scalar, modulo the order: the scalar less the vector of the lattice next to it.
 *
 * @see https://www.iacr.org/archive/crypto2001/21390189.pdf, section 4
 */
export function splitScalar(scalar: bigint): [bigint, bigint] {
  const [[a1, b1], [a2, b2]] = BASIS;
  const c1 = divideRounded(-b2 * scalar);
  const c2 = divideRounded(b1 * scalar);
  return [scalar - c1 * a1 - c2 * a2, -c1 * b1 - c2 * b2];
}

/** By the order, of a number that isn't negative. */
const divideRounded = (value: bigint): bigint => (value + GRUMPKIN_ORDER / 2n) / GRUMPKIN_ORDER;

/** How many digits of some bits a part has: one bit more than it, for what the highest digit carries. */
export const digitsOf = (bits: number): number => Math.ceil((PART_BITS + 1) / bits);

/** Digits of a part to the base 2^bits, the lowest first, each from -2^(bits-1) to 2^(bits-1). At most 16 bits a digit. */
export function windowDigits(part: bigint, bits: number): Int32Array {
  const digits = new Int32Array(digitsOf(bits));
  const bitsAt = bitReader(part);
  const sign = part < 0n ? -1 : 1;
  let carried = 0;
  for (let i = 0; i < digits.length; i++) {
    let digit = bitsAt(i * bits, bits) + carried;
    carried = digit > 1 << (bits - 1) ? 1 : 0;
    digit -= carried << bits;
    digits[i] = digit * sign;
  }
  return digits;
}

/** Digits of a part to the base 2: 0, or odd and below 2^(bits-1), with at least bits - 1 zeros between two of them. */
export function sparseDigits(part: bigint, bits: number): Int32Array {
  const digits = new Int32Array(PART_BITS + 1);
  const bitsAt = bitReader(part);
  const sign = part < 0n ? -1 : 1;
  let carried = 0;
  for (let at = 0; at < digits.length; ) {
    if (bitsAt(at, 1) === carried) {
      at++;
      continue;
    }
    const digit = bitsAt(at, bits) + carried;
    carried = digit >> (bits - 1);
    digits[at] = (digit - (carried << bits)) * sign;
    at += bits;
  }
  return digits;
}

const words = new DataView(new ArrayBuffer(24));

/** Reads bits of a number's absolute value: good until the next is made. */
function bitReader(value: bigint): (at: number, count: number) => number {
  const absolute = value < 0n ? -value : value;
  words.setBigUint64(0, absolute, true);
  words.setBigUint64(8, absolute >> 64n, true);
  // At most 25 bits from any bit on lie in the four bytes from its own on.
  return (at, count) => (words.getUint32(at >> 3, true) >>> (at & 7)) & ((1 << count) - 1);
}
