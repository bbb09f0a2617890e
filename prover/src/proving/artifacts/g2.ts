import { artifactsError } from './artifactsErrors.js';
import { type G2Words, IGNITION } from './constants.js';

/**
 * Puts another [x]G2 into a generated Solidity verifier. The generator always writes the real string's point; each of
 * its four words must be there exactly once.
 *
 * @throws artifacts/unexpected-verifier
 */
export function replaceG2(source: string, g2: G2Words): string {
  return IGNITION.g2.reduce((text, word, i) => {
    const parts = text.split(`0x${word}`);
    if (parts.length !== 2) {
      throw artifactsError('artifacts/unexpected-verifier', {
        facts: { field: `g2[${i}]`, given: parts.length - 1, expected: 1 },
      });
    }
    return parts.join(`0x${g2[i]}`);
  }, source);
}

/** A G2 point as `bn254_g2.dat` holds it: 128 bytes. */
export function g2Bytes(words: G2Words): Buffer {
  return Buffer.from(words.join(''), 'hex');
}
