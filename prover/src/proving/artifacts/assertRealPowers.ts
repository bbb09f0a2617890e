import { readFile } from 'node:fs/promises';
import { sha256 } from '../../files/sha256.js';
import { artifactsError } from './artifactsErrors.js';
import { IGNITION, POINT_BYTES } from './constants.js';
import { runScript } from './runScript.js';

const GENERATOR = `${'1'.padStart(64, '0')}${'2'.padStart(64, '0')}`;

/**
 * Makes sure that a file starts with `points` powers of the real string: by a pinned hash for the first 32,769, else by
 * a check of every point and a pairing, in a process of its own (about 7 s for 2^17 points, half a minute for 2^19;
 * done once, when the string enters the cache).
 *
 * @returns the points, 64 bytes each
 * @throws artifacts/reference-string-invalid
 */
export async function assertRealPowers({ path, points }: { path: string; points: number }): Promise<Buffer> {
  const g1 = (await readFile(path)).subarray(0, points * POINT_BYTES);
  const start = g1.subarray(0, 2 * POINT_BYTES).toString('hex');
  const known = g1.subarray(0, IGNITION.prefixPoints * POINT_BYTES);
  const fits =
    g1.length === points * POINT_BYTES &&
    start === `${GENERATOR}${IGNITION.g1Second}` &&
    (known.length < IGNITION.prefixPoints * POINT_BYTES || sha256(known) === IGNITION.prefixSha256) &&
    ((points === IGNITION.prefixPoints && sha256(g1) === IGNITION.prefixSha256) ||
      (await runScript<object, boolean>('check-powers.mjs', { path, points, g2: IGNITION.g2 })));
  if (!fits) throw artifactsError('artifacts/reference-string-invalid', { facts: { path, points } });
  return g1;
}
