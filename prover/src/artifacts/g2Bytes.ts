import type { G2Words } from './G2Words.js';

/** A G2 point as `bn254_g2.dat` holds it: 128 bytes. */
export function g2Bytes(words: G2Words): Buffer {
  return Buffer.from(words.join(''), 'hex');
}
