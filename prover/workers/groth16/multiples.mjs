// @ts-check
/**
 * Thread: multiples of a BN254 group's generator into shared memory, each point twice: as snarkjs keeps it (Montgomery
 * form, little-endian) and as it hashes it (plain, big-endian, the second word of a coordinate in G2 first). A scalar 0
 * leaves zeros, which is how both write the point at infinity.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { G1, G2, multiplesOf, Q } from '../comb.mjs';
import { WORD_BYTES, writeWord } from './words.mjs';

/**
 * @typedef {{
 *   group: 'G1' | 'G2', scalars: readonly bigint[],
 *   kept: SharedArrayBuffer, hashed: SharedArrayBuffer, offset: number
 * }} Task offset in bytes
 */

/** @param {Task} task */
function run({ group, scalars, kept: keptMemory, hashed: hashedMemory, offset }) {
  const kept = Buffer.from(keptMemory);
  const hashed = Buffer.from(hashedMemory);
  const words = group === 'G1' ? 1 : 2;
  const places = [...scalars.keys()].filter((i) => scalars[i] !== 0n);
  const finite = places.map((i) => scalars[i]);
  const chunks = group === 'G1' ? multiplesOf({ ...G1, scalars: finite }) : multiplesOf({ ...G2, scalars: finite });
  let next = 0;
  for (const [xs, ys] of chunks) {
    for (let i = 0; i < xs.length; i++) {
      let at = offset + places[next++] * 2 * words * WORD_BYTES;
      for (const coordinate of [xs[i], ys[i]]) {
        const parts = [coordinate].flat();
        const end = at + words * WORD_BYTES;
        parts.forEach((word, k) => {
          writeWord((word << 256n) % Q, kept, at + k * WORD_BYTES);
          writeWord(word, hashed, at + k * WORD_BYTES);
        });
        hashed.subarray(at, end).reverse();
        at = end;
      }
    }
  }
  parentPort?.postMessage('done');
}

run(/** @type {Task} */ (workerData));
