// @ts-check
import { createHash } from 'node:crypto';
import { readSections, section } from '@tallystick/circuits/r1cs';
import { G1_BYTES, G2_BYTES, uncompressed } from './words.mjs';

const TRANSCRIPT_BYTES = 64;
const BEACON = 1;
const NAME = 1;

/** @typedef {{ kind: 'contribution' | 'beacon', name: string, hash: `0x${string}` }} Contribution */

/**
 * The contributions of a key's second phase, in order.
 *
 * @param {Buffer} zkey the file's content
 * @returns {Contribution[]} `hash` is what snarkjs prints
 */
export function readTranscript(zkey) {
  const bytes = section(readSections(zkey, 'zkey'), 10);
  const contributions = [];
  let at = TRANSCRIPT_BYTES + 4;
  for (let left = bytes.readUInt32LE(TRANSCRIPT_BYTES); left > 0; left--) {
    const hash = createHash('blake2b512');
    for (const size of [G1_BYTES, G1_BYTES, G1_BYTES, G2_BYTES]) {
      hash.update(uncompressed(bytes.subarray(at, at + size)));
      at += size;
    }
    hash.update(bytes.subarray(at, at + TRANSCRIPT_BYTES));
    at += TRANSCRIPT_BYTES;
    const kind = /** @type {const} */ (bytes.readUInt32LE(at) === BEACON ? 'beacon' : 'contribution');
    const end = at + 8 + bytes.readUInt32LE(at + 4);
    at += 8;
    // The name, if there is one, is the first of the parameters.
    const named = at < end && bytes.readUInt8(at) === NAME;
    const name = named ? bytes.toString('utf8', at + 2, at + 2 + bytes.readUInt8(at + 1)) : '';
    contributions.push({ kind, name, hash: /** @type {const} */ (`0x${hash.digest('hex')}`) });
    at = end;
  }
  return contributions;
}
