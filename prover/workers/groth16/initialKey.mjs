// @ts-check
import { createHash } from 'node:crypto';
import { Q, R } from '../comb.mjs';
import { pointsOf } from './points.mjs';
import { lagrange, powersOf, times } from './scalars.mjs';
import { packSections } from './sections.mjs';
import { uint32, WORD_BYTES, wordBytes, writeWord } from './words.mjs';

const COEFFICIENT_BYTES = 12 + WORD_BYTES;
const MONTGOMERY_SQUARE = 2n ** 512n % R;

/**
 * The initial Groth16 key of a circuit, byte for byte what snarkjs' `zKey.newZKey` makes of the powers-of-tau file of
 * the same secrets. With the secrets known every point is one multiple of the generator instead of a sum over thousands
 * of Lagrange points, which takes seconds instead of a minute or two.
 *
 * γ = δ in it: it is forgeable, secrets known or not, until the second phase has changed δ.
 *
 * @param {{ r1cs: import('@tallystick/circuits/r1cs').R1cs, tau: bigint, alpha: bigint, beta: bigint }} parameters
 * @returns {Promise<Buffer>} the zkey file's content
 */
export async function initialKey({ r1cs, tau, alpha, beta }) {
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

  const [constants, ic, l, hashedH, h, a1, b1] = await pointsOf('G1', [
    [alpha, beta, 1n],
    mixed.slice(0, publicSignals + 1),
    mixed.slice(publicSignals + 1),
    shifted,
    quotient,
    a,
    b,
  ]);
  const [constants2, b2] = await pointsOf('G2', [[beta, 1n], b]);

  const [alpha1, beta1, one1] = cut(constants.kept, 3);
  const [beta2, one2] = cut(constants2.kept, 2);
  const header = Buffer.concat([
    ...[uint32(WORD_BYTES), wordBytes(Q), uint32(WORD_BYTES), wordBytes(R)],
    ...[signals, publicSignals, size].map(uint32),
    // α, β, β, γ, δ, δ: the last three are the generators.
    ...[alpha1, beta1, beta2, one2, one1, one2],
  ]);

  const hash = createHash('blake2b512');
  const [hashedAlpha, hashedBeta, hashedOne] = cut(constants.hashed, 3);
  const [hashedBeta2, hashedOne2] = cut(constants2.hashed, 2);
  for (const point of [hashedAlpha, hashedBeta, hashedBeta2, hashedOne2, hashedOne, hashedOne2]) hash.update(point);
  for (const [count, points] of /** @type {const} */ ([
    [publicSignals + 1, ic],
    [size - 1, hashedH],
    [signals - publicSignals - 1, l],
    [signals, a1],
    [signals, b1],
    [signals, b2],
  ])) {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(count);
    hash.update(bytes).update(points.hashed);
  }

  return packSections('zkey', [
    [1, uint32(1)],
    [2, header],
    [4, packCoefficients(coefficients)],
    [3, ic.kept],
    [9, h.kept],
    [8, l.kept],
    [5, a1.kept],
    [6, b1.kept],
    [7, b2.kept],
    [10, Buffer.concat([hash.digest(), uint32(0)])],
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
