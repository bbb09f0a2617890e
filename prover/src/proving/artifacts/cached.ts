import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findUserFolder } from '../../files/findUserFolder.js';
import { sha256 } from '../../files/sha256.js';
import { writeAtomically } from '../../files/writeAtomically.js';
import { artifactsError } from './artifactsErrors.js';

export type CachedParameters<Value> = {
  cacheDir: string;
  /** Kind of content: the folder in the cache. */
  kind: string;
  /** Everything that the content depends on; its sha256 is the file's name. */
  inputs: readonly string[];
  /** Makes the content: anything that JSON can carry. */
  make: () => Promise<Value>;
};

const running = new Map<string, Promise<unknown>>();

/**
 * The content for these inputs: from the cache, else made and kept there. A file starts with the sha256 of its rest;
 * one that does not fit is made again. Makers in one process share the work, makers in several each write a whole file,
 * the last one stays.
 *
 * @throws artifacts/cache-unusable, and whatever `make` throws
 */
export async function cached<Value>({ cacheDir, kind, inputs, make }: CachedParameters<Value>): Promise<Value> {
  const path = join(cacheDir, kind, `${sha256(JSON.stringify(inputs))}.json`);
  const found = running.get(path);
  // The same kind and inputs always make the same type.
  if (found !== undefined) return found as Promise<Value>;
  const work = readOrMake(path, make);
  running.set(path, work);
  try {
    return await work;
  } finally {
    running.delete(path);
  }
}

async function readOrMake<Value>(path: string, make: () => Promise<Value>): Promise<Value> {
  const kept = await read(path);
  if (kept !== undefined) return JSON.parse(kept) as Value;
  const value = await make();
  const body = JSON.stringify(value);
  try {
    await writeAtomically(path, `${sha256(body)}\n${body}`);
  } catch (error) {
    throw cacheError(error, path);
  }
  return value;
}

/** The body of a whole file, undefined when there is none or it is damaged. */
async function read(path: string): Promise<string | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw cacheError(error, path);
  }
  const end = text.indexOf('\n');
  const body = text.slice(end + 1);
  return text.slice(0, end) === sha256(body) ? body : undefined;
}

/** What a failed file operation in the cache becomes; other errors stay what they are. */
export function cacheError(cause: unknown, path: string): unknown {
  if (!(cause instanceof Error) || !('syscall' in cause)) return cause;
  // The cause stays behind where an error goes to another process.
  const reason = 'code' in cause ? cause.code : undefined;
  return artifactsError('artifacts/cache-unusable', { facts: { path, reason }, cause });
}

/**
 * The folder for everything that can be made again: `cacheDir` if given, else the environment's `TALLYSTICK_CACHE`,
 * else the user's cache folder on this system.
 *
 * @throws artifacts/cache-unusable for a user without a home
 */
export async function resolveCacheDir(cacheDir?: string): Promise<string> {
  // An empty variable counts as unset, as in the sequencer.
  const folder = cacheDir ?? (process.env.TALLYSTICK_CACHE || undefined) ?? (await findUserFolder('cache'));
  if (folder !== undefined) return folder;
  const expected = "a folder by cacheDir, by TALLYSTICK_CACHE, or in the user's home, which this user has not";
  throw artifactsError('artifacts/cache-unusable', { facts: { field: 'cacheDir', expected } });
}
