import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { artifactsError } from './artifactsErrors.js';
import { assertRealPowers } from './assertRealPowers.js';
import { IGNITION, POINT_BYTES } from './constants.js';
import { g2Bytes } from './g2.js';
import type { ReferenceString } from './referenceString.js';
import { referenceStringStore } from './referenceStringStore.js';

export type TakeFromCrsPathParameters = {
  cacheDir: string;
  /** Least number of points. */
  points: number;
  /** Folder of `bn254_g1.dat` and `bn254_g2.dat`. */
  crsPath: string;
};

/**
 * Copies as many points of the real string as are needed from a folder into the cache, checked on the way: the native
 * prover writes a lock into its folder, and the folder given may be anyone's.
 *
 * @returns undefined when the folder has too few points
 * @throws artifacts/reference-string-invalid
 */
export async function takeFromCrsPath({
  cacheDir,
  points,
  crsPath,
}: TakeFromCrsPathParameters): Promise<ReferenceString | undefined> {
  const path = join(crsPath, 'bn254_g1.dat');
  const size = await sizeOf(path);
  if (size < points * POINT_BYTES) return undefined;
  const g2 = await readFile(join(crsPath, 'bn254_g2.dat'));
  if (!g2Bytes(IGNITION.g2).equals(g2)) {
    throw artifactsError('artifacts/reference-string-invalid', { facts: { path: crsPath, file: 'bn254_g2.dat' } });
  }
  // The pinned prefix costs nothing to check, so it is taken whole.
  const taken = size >= IGNITION.prefixPoints * POINT_BYTES ? Math.max(points, IGNITION.prefixPoints) : points;
  return referenceStringStore.store(cacheDir, 'real', await assertRealPowers({ path, points: taken }));
}

async function sizeOf(path: string): Promise<number> {
  try {
    const file = await open(path);
    try {
      return (await file.stat()).size;
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return 0;
    throw error;
  }
}
