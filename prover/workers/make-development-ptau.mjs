// @ts-check
/**
 * Process: the powers-of-tau file of the development secrets, prepared for phase 2, for circuits of the domain 2^level:
 * with it `snarkjs zkey verify` checks a development key. Section numbers are those of snarkjs' powersoftau_new.js.
 *
 * What a key's making or its check doesn't read is 0: all but the first points of the powers in G2 and of those times
 * alpha and beta, the Lagrange points of other levels, and at the level above those of even number.
 */
import { writeFile } from 'node:fs/promises';
import { Q } from './comb.mjs';
import { pointsOf } from './groth16/points.mjs';
import { lagrange, powersOf, times } from './groth16/scalars.mjs';
import { packSections } from './groth16/sections.mjs';
import { G1_BYTES, G2_BYTES, uint32, WORD_BYTES, wordBytes } from './groth16/words.mjs';
import { serve } from './serve.mjs';

/** @typedef {{ ptau: string, level: number, powers: { tau: bigint, alpha: bigint, beta: bigint } }} Task ptau: to write */

serve(async (/** @type {Task} */ { ptau, level, powers: { tau, alpha, beta } }) => {
  const size = 2 ** level;
  const atTau = lagrange(tau, level);
  const above = lagrange(tau, level + 1).map((value, i) => (i % 2 === 1 ? value : 0n));
  const times1 = (/** @type {bigint} */ factor) => atTau.map((value) => times(factor, value));
  const filled = (/** @type {Buffer} */ start, /** @type {number} */ bytes) =>
    Buffer.concat([start, Buffer.alloc(bytes - start.length)]);
  /** Levels below hold 2^level - 1 points together. */
  const below = (/** @type {number} */ bytes) => Buffer.alloc((size - 1) * bytes);

  const [powers1, alpha1, beta1, lagrange1, above1, alphaLagrange, betaLagrange] = (
    await pointsOf('G1', [powersOf(tau, 2 * size - 1), [alpha], [beta], atTau, above, times1(alpha), times1(beta)])
  ).map(({ kept }) => kept);
  const [powers2, beta2, lagrange2] = (await pointsOf('G2', [powersOf(tau, 2), [beta], atTau])).map(({ kept }) => kept);
  const content = packSections('ptau', [
    [1, Buffer.concat([uint32(WORD_BYTES), wordBytes(Q), uint32(level), uint32(level)])],
    [2, powers1],
    [3, filled(powers2, size * G2_BYTES)],
    [4, filled(alpha1, size * G1_BYTES)],
    [5, filled(beta1, size * G1_BYTES)],
    [6, beta2],
    [7, uint32(0)],
    [12, Buffer.concat([below(G1_BYTES), lagrange1, above1])],
    [13, Buffer.concat([below(G2_BYTES), lagrange2])],
    [14, Buffer.concat([below(G1_BYTES), alphaLagrange])],
    [15, Buffer.concat([below(G1_BYTES), betaLagrange])],
  ]);
  await writeFile(ptau, content);
});
