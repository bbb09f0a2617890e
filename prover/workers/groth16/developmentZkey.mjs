// @ts-check
import { createHash } from 'node:crypto';
import { power, Q, R } from '../comb.mjs';
import { openBeacon } from './beacon.mjs';
import { pointsOf } from './points.mjs';
import { lagrange, powersOf, times } from './scalars.mjs';
import { packSections } from './sections.mjs';
import { uint32, WORD_BYTES, wordBytes, writeWord } from './words.mjs';

const COEFFICIENT_BYTES = 12 + WORD_BYTES;
const MONTGOMERY_SQUARE = 2n ** 512n % R;

/**
 * A circuit's Groth16 proving key from known secrets, with one phase-2 contribution from a beacon: byte for byte what
 * snarkjs' `zKey.newZKey` and `zKey.beacon` make of the powers-of-tau file of the same secrets. With the secrets known
 * every point is one multiple of the generator instead of a sum over thousands of Lagrange points, which takes seconds
 * instead of a minute or two.
 *
 * @param {{
 *   r1cs: import('@tallystick/circuits/r1cs').R1cs,
 *   powers: { tau: bigint, alpha: bigint, beta: bigint, beacon: { hash: string, iterationsExponent: number } },
 *   name: string
 * }} parameters name of the contribution
 * @returns {Promise<Buffer>} the zkey file's content
 */
export async function developmentZkey({ r1cs, powers: { tau, alpha, beta, beacon }, name }) {
  const { signals, publicSignals, constraints } = r1cs;
  // Each public signal, and the constant, gets a row of its own in A, so that none can be moved between proofs.
  const level = Math.ceil(Math.log2(constraints + publicSignals + 1));
  const size = 2 ** level;
  const atTau = lagrange(tau, level);
  /** What each signal has in the three matrices' columns, as polynomials at tau. */
  const [a, b, c] = [0, 1, 2].map(() => new Array(signals).fill(0n));
  const columns = [a, b, c];
  /** @type {[matrix: number, constraint: number, signal: number, value: bigint][]} */
  const coefficients = [];
  r1cs.each((constraint, matrix, signal, value) => {
    columns[matrix][signal] = (columns[matrix][signal] + value * atTau[constraint]) % R;
    if (matrix < 2) coefficients.push([matrix, constraint, signal, value]);
  });
  for (let signal = 0; signal <= publicSignals; signal++) {
    a[signal] = (a[signal] + atTau[constraints + signal]) % R;
    coefficients.push([0, constraints + signal, signal, 1n]);
  }
  const mixed = a.map((value, i) => (beta * value + alpha * b[i] + c[i]) % R);
  // The quotient's points: the odd Lagrange points of the domain twice as large.
  const quotient = lagrange(tau, level + 1).filter((_, i) => i % 2 === 1);
  // What the transcript has of them instead: tau^i · (tau^n − 1), all but the last.
  const zero = powersOf(tau, size + 1)[size] - 1n;
  const shifted = powersOf(tau, size - 1).map((value) => times(value, zero));

  const { delta, contribute } = await openBeacon(beacon);
  const perDelta = power(delta, R - 2n);
  const divided = (/** @type {bigint[]} */ values) => values.map((value) => times(value, perDelta));
  const hidden = mixed.slice(publicSignals + 1);

  // The transcript has the points as they were before δ was changed, the file those after it.
  const [constants, ic, hashedL, hashedH, l, h, a1, b1] = await pointsOf('G1', [
    [alpha, beta, delta, 1n],
    mixed.slice(0, publicSignals + 1),
    hidden,
    shifted,
    divided(hidden),
    divided(quotient),
    a,
    b,
  ]);
  const [constants2, b2] = await pointsOf('G2', [[beta, delta, 1n], b]);

  const [alpha1, beta1, delta1] = cut(constants.kept, 4);
  const [beta2, delta2, gamma2] = cut(constants2.kept, 3);
  const header = Buffer.concat([
    ...[uint32(WORD_BYTES), wordBytes(Q), uint32(WORD_BYTES), wordBytes(R)],
    ...[signals, publicSignals, size].map(uint32),
    ...[alpha1, beta1, beta2, gamma2, delta1, delta2],
  ]);

  const hash = createHash('blake2b512');
  const [hashedAlpha, hashedBeta, , one1] = cut(constants.hashed, 4);
  const [hashedBeta2, , one2] = cut(constants2.hashed, 3);
  // α, β, β, γ, δ, δ, of which the last three are the generators before the second phase.
  for (const point of [hashedAlpha, hashedBeta, hashedBeta2, one2, one1, one2]) hash.update(point);
  for (const [count, points] of /** @type {const} */ ([
    [publicSignals + 1, ic],
    [size - 1, hashedH],
    [signals - publicSignals - 1, hashedL],
    [signals, a1],
    [signals, b1],
    [signals, b2],
  ])) {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(count);
    hash.update(bytes).update(points.hashed);
  }

  const circuitHash = hash.digest();
  return packSections('zkey', [
    [1, uint32(1)],
    [2, header],
    [3, ic.kept],
    [4, packCoefficients(coefficients)],
    [5, a1.kept],
    [6, b1.kept],
    [7, b2.kept],
    [8, l.kept],
    [9, h.kept],
    [10, Buffer.concat([circuitHash, uint32(1), contribute(circuitHash, name)])],
  ]);
}

/** @param {Buffer} points @param {number} count @returns {Buffer[]} */
function cut(points, count) {
  const bytes = points.length / count;
  return Array.from({ length: count }, (_, i) => points.subarray(i * bytes, (i + 1) * bytes));
}

/** Values are kept times 2^512, as the prover's multiplication wants them. @param {number[][] | any[]} coefficients */
function packCoefficients(coefficients) {
  const bytes = Buffer.alloc(4 + coefficients.length * COEFFICIENT_BYTES);
  bytes.writeUInt32LE(coefficients.length, 0);
  coefficients.forEach(([matrix, constraint, signal, value], i) => {
    const at = 4 + i * COEFFICIENT_BYTES;
    bytes.writeUInt32LE(matrix, at);
    bytes.writeUInt32LE(constraint, at + 4);
    bytes.writeUInt32LE(signal, at + 8);
    writeWord((value * MONTGOMERY_SQUARE) % R, bytes, at + 12);
  });
  return bytes;
}
