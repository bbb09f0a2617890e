// @ts-check
/**
 * Process: are these points successive powers of one secret x, times the generator?
 *
 * Every point must be on the curve (BN254's G1 has cofactor 1), and e(Σ r_i·P_(i+1), G2) = e(Σ r_i·P_i, [x]G2) for
 * random r_i of 64 bits: a wrong point passes with a chance of 2^-64.
 */
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { NobleBN254 } from '@ethereumjs/evm';
import { serve } from './serve.mjs';

const Q = 21888242871839275222246405745257275088696311157297823662689037894645226208583n;
const POINT_BYTES = 64;
const WINDOW = 8;
const COEFFICIENT_BYTES = 8;
const G2 =
  '198e9393920d483a7260bfb731fb5d25f1aa493335a9e71297e485b7aef312c2' +
  '1800deef121f1e76426a00665e5c4479674322d4f75edadd46debd5cd992f6ed' +
  '090689d0585ff075ec9e99ad690c3395bc4b313370b38ef355acdadcd122975b' +
  '12c85ea5db8c6deb4aab71808dcb408fe3d1e7690c43d37b4ce6cc0166fa7daa';

/** @typedef {{ x: bigint, y: bigint, z: bigint }} Point Jacobian; z = 0 is infinity */
/** @typedef {{ path: string, points: number, g2: readonly string[] }} Task g2 in the order of bn254_g2.dat */

serve(async (/** @type {Task} */ { path, points, g2 }) => {
  const bytes = (await readFile(path)).subarray(0, points * POINT_BYTES);
  const affine = [];
  for (let i = 0; i < points; i++) {
    const at = i * POINT_BYTES;
    const x = BigInt(`0x${bytes.toString('hex', at, at + 32)}`);
    const y = BigInt(`0x${bytes.toString('hex', at + 32, at + 64)}`);
    if (x >= Q || y >= Q || (y * y - x * x * x - 3n) % Q !== 0n) return false;
    affine.push({ x, y });
  }
  if (affine[0]?.x !== 1n || affine[0].y !== 2n) return false;
  const coefficients = randomBytes((points - 1) * COEFFICIENT_BYTES);
  const left = combine(affine, 1, coefficients);
  const right = combine(affine, 0, coefficients);
  const [x0, x1, y0, y1] = g2;
  const negated = { ...right, y: (Q - right.y) % Q };
  const input = `${hex(left)}${G2}${hex(negated)}${x1}${x0}${y1}${y0}`;
  const answer = new NobleBN254().pairing(Buffer.from(input, 'hex'));
  return answer[31] === 1;
});

/**
 * Σ r_i · points[i + offset], by buckets of 8 bits.
 *
 * @param {{ x: bigint, y: bigint }[]} points @param {number} offset @param {Buffer} coefficients
 * @returns {{ x: bigint, y: bigint }}
 */
function combine(points, offset, coefficients) {
  let sum = infinity();
  for (let place = 0; place < COEFFICIENT_BYTES; place++) {
    for (let i = 0; i < WINDOW; i++) sum = add(sum, sum);
    const buckets = Array.from({ length: 256 }, infinity);
    for (let i = 0; i < points.length - 1; i++) {
      const digit = coefficients[i * COEFFICIENT_BYTES + place];
      if (digit !== 0) buckets[digit] = addAffine(buckets[digit], points[i + offset]);
    }
    let [running, total] = [infinity(), infinity()];
    for (let digit = 255; digit > 0; digit--) {
      running = add(running, buckets[digit]);
      total = add(total, running);
    }
    sum = add(sum, total);
  }
  const inverse = power(sum.z, Q - 2n);
  return { x: (sum.x * inverse * inverse) % Q, y: (((sum.y * inverse * inverse) % Q) * inverse) % Q };
}

/** @returns {Point} */
function infinity() {
  return { x: 1n, y: 1n, z: 0n };
}

/** @param {Point} a @param {{ x: bigint, y: bigint }} b @returns {Point} */
function addAffine(a, b) {
  return add(a, { x: b.x, y: b.y, z: 1n });
}

/**
 * Complete for every pair. Formulas add-2007-bl and dbl-2009-l of the Explicit-Formulas Database. @param {Point} a
 * @param {Point} b @returns {Point}
 */
function add(a, b) {
  if (a.z === 0n) return b;
  if (b.z === 0n) return a;
  const [zA, zB] = [(a.z * a.z) % Q, (b.z * b.z) % Q];
  const [uA, uB] = [(a.x * zB) % Q, (b.x * zA) % Q];
  const [sA, sB] = [(((a.y * b.z) % Q) * zB) % Q, (((b.y * a.z) % Q) * zA) % Q];
  if (uA === uB) return sA === sB ? double(a) : infinity();
  const h = modulo(uB - uA);
  const i = (4n * h * h) % Q;
  const j = (h * i) % Q;
  const r = modulo(2n * (sB - sA));
  const v = (uA * i) % Q;
  const x = modulo(r * r - j - 2n * v);
  return { x, y: modulo(r * (v - x) - 2n * sA * j), z: (((2n * a.z * b.z) % Q) * h) % Q };
}

/** @param {Point} point @returns {Point} */
function double({ x, y, z }) {
  const b = (y * y) % Q;
  const c = (b * b) % Q;
  const d = modulo(2n * ((x + b) * (x + b) - x * x - c));
  const e = 3n * x * x;
  const newX = modulo(e * e - 2n * d);
  return { x: newX, y: modulo(e * (d - newX) - 8n * c), z: (2n * y * z) % Q };
}

/** @param {bigint} a */
function modulo(a) {
  const rest = a % Q;
  return rest < 0n ? rest + Q : rest;
}

/** @param {bigint} base @param {bigint} exponent */
function power(base, exponent) {
  let [result, square, rest] = [1n, base % Q, exponent];
  for (; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % Q;
    square = (square * square) % Q;
  }
  return result;
}

/** @param {{ x: bigint, y: bigint }} point */
function hex({ x, y }) {
  return x.toString(16).padStart(64, '0') + y.toString(16).padStart(64, '0');
}
