import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256 } from '../../files/sha256.js';
import { cacheError } from './cached.js';
import { DEVELOPMENT_STRING, IGNITION, POINT_BYTES } from './constants.js';
import { g2Bytes } from './g2.js';
import type { ReferenceString } from './referenceString.js';

type Kind = ReferenceString['kind'];

const NAMES: Record<Kind, string> = {
  real: 'ignition',
  // Named after the secret, so that a string of another one is never taken for it.
  development: `development-${sha256(DEVELOPMENT_STRING.tau.toString(16)).slice(0, 8)}`,
};

/** Folder → its string, once its checksum was found right in this process. */
const checked = new Set<string>();

/**
 * The reference strings in the cache: one folder for each kind and number of points, made under another name and
 * renamed, with a checksum.
 */
export const referenceStringStore = { find, read, store };

/** The largest undamaged string of the kind, if it has enough points; damaged ones are removed. */
async function find(cacheDir: string, kind: Kind, points: number): Promise<ReferenceString | undefined> {
  const largest = await findLargest(cacheDir, kind);
  return largest !== undefined && largest.points >= points ? largest : undefined;
}

/** The G1 points of the largest string of the kind; empty when there is none. */
async function read(cacheDir: string, kind: Kind): Promise<Buffer> {
  const largest = await findLargest(cacheDir, kind);
  return largest === undefined ? Buffer.alloc(0) : readFile(join(largest.path, 'bn254_g1.dat'));
}

/** @throws artifacts/cache-unusable */
async function store(cacheDir: string, kind: Kind, g1: Uint8Array): Promise<ReferenceString> {
  const points = Math.floor(g1.length / POINT_BYTES);
  const path = join(folderOf(cacheDir), `${NAMES[kind]}-${points}`);
  const temporary = `${path}.${randomUUID()}`;
  try {
    await mkdir(temporary, { recursive: true });
    await writeFile(join(temporary, 'bn254_g1.dat'), g1);
    await writeFile(join(temporary, 'bn254_g2.dat'), g2Bytes(kind === 'real' ? IGNITION.g2 : DEVELOPMENT_STRING.g2));
    await writeFile(join(temporary, 'bn254_g1.sha256'), `${sha256(g1)}\n`);
    await rename(temporary, path).catch((error: unknown) => {
      // Somebody else made the same string in the meantime: theirs is as good.
      if (!isCode(error, 'ENOTEMPTY', 'EEXIST')) throw error;
    });
  } catch (error) {
    throw cacheError(error, path);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
  return { kind, path, points };
}

async function findLargest(cacheDir: string, kind: Kind): Promise<ReferenceString | undefined> {
  const folder = folderOf(cacheDir);
  const names = await readdir(folder).catch((error: unknown) => {
    if (isCode(error, 'ENOENT')) return [];
    throw cacheError(error, folder);
  });
  const sizes = names.map((name) => pointsOf(name, kind)).filter((size) => size !== undefined);
  for (const points of sizes.sort((left, right) => right - left)) {
    const path = join(folder, `${NAMES[kind]}-${points}`);
    if (await isWhole(path, kind, points)) return { kind, path, points };
    await rm(path, { recursive: true, force: true });
  }
  return undefined;
}

function pointsOf(name: string, kind: Kind): number | undefined {
  const start = `${NAMES[kind]}-`;
  const size = name.slice(start.length);
  return name.startsWith(start) && /^[0-9]+$/.test(size) ? Number(size) : undefined;
}

async function isWhole(path: string, kind: Kind, points: number): Promise<boolean> {
  if (checked.has(path)) return true;
  try {
    const g1 = await readFile(join(path, 'bn254_g1.dat'));
    const g2 = await readFile(join(path, 'bn254_g2.dat'));
    const sum = await readFile(join(path, 'bn254_g1.sha256'), 'utf8');
    const expectedG2 = g2Bytes(kind === 'real' ? IGNITION.g2 : DEVELOPMENT_STRING.g2);
    if (g1.length !== points * POINT_BYTES || sha256(g1) !== sum.trim() || !expectedG2.equals(g2)) return false;
  } catch (error) {
    if (isCode(error, 'ENOENT')) return false;
    throw cacheError(error, path);
  }
  checked.add(path);
  return true;
}

function folderOf(cacheDir: string): string {
  return join(cacheDir, 'reference-strings');
}

function isCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(error.code as string);
}
