// @ts-check
/**
 * Worker: the powers tau^from·G … tau^(to-1)·G of BN254's G1, each as 64 bytes (x, y, big-endian), into shared memory.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { G1, multiplesOf, power, R } from './comb.mjs';

const POINT_BYTES = 64;

/**
 * @typedef {{ tau: bigint, from: number, to: number, shared: SharedArrayBuffer }} Task the buffer starts at power
 * `from`
 */

/** @param {Task} task */
function run({ tau, from, to, shared }) {
  const bytes = Buffer.from(shared);
  const scalars = [];
  for (let i = from, scalar = power(tau, BigInt(from)); i < to; i++, scalar = (scalar * tau) % R) scalars.push(scalar);
  let done = 0;
  for (const [xs, ys] of multiplesOf({ ...G1, scalars })) {
    xs.forEach((x, i) => {
      const hex = x.toString(16).padStart(64, '0') + ys[i].toString(16).padStart(64, '0');
      bytes.write(hex, (done + i) * POINT_BYTES, 'hex');
    });
    done += xs.length;
    parentPort?.postMessage(xs.length);
  }
}

run(/** @type {Task} */ (workerData));
