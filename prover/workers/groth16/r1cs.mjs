// @ts-check
import { R } from '../comb.mjs';
import { readSections, section } from './sections.mjs';
import { readWord, WORD_BYTES } from './words.mjs';

/** @typedef {{ signal: number, value: bigint }[]} Combination a sum of signals times values */
/**
 * @typedef {{
 *   signals: number, publicSignals: number, constraints: number, level: number,
 *   each(visit: (constraint: number, matrix: 0 | 1 | 2, signal: number, value: bigint) => void): void
 * }} R1cs publicSignals without the constant 1; the domain has 2^level points; `each` visits every entry in the order of
 * the file, matrices A, B, C of ⟨A, s⟩ · ⟨B, s⟩ = ⟨C, s⟩ in turn
 */

/**
 * Reads circom's constraints (https://github.com/iden3/r1csfile).
 *
 * @param {Buffer} bytes @returns {R1cs}
 */
export function readR1cs(bytes) {
  const sections = readSections(bytes, 'r1cs');
  const header = section(sections, 1);
  if (header.readUInt32LE(0) !== WORD_BYTES || readWord(header, 4) !== R) {
    throw new Error("The constraints are over another field than BN254's");
  }
  const [signals, outputs, inputs] = [0, 1, 2].map((i) => header.readUInt32LE(36 + 4 * i));
  const constraints = header.readUInt32LE(60);
  const publicSignals = outputs + inputs;
  const body = section(sections, 2);
  return {
    signals,
    publicSignals,
    constraints,
    // Each public signal, and the constant, gets a row of its own in A, so that none can be moved between proofs.
    level: Math.ceil(Math.log2(constraints + publicSignals + 1)),
    each(visit) {
      let at = 0;
      for (let constraint = 0; constraint < constraints; constraint++) {
        for (const matrix of /** @type {const} */ ([0, 1, 2])) {
          const count = body.readUInt32LE(at);
          at += 4;
          for (let i = 0; i < count; i++) {
            visit(constraint, matrix, body.readUInt32LE(at), readWord(body, at + 4));
            at += 4 + WORD_BYTES;
          }
        }
      }
    },
  };
}
