import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256 } from '../../files/sha256.js';
import { cacheError } from '../artifacts/cached.js';

export type CachedFilesParameters<Value> = {
  cacheDir: string;
  /** Kind of content: the folder in the cache. */
  kind: string;
  /** Everything that the content depends on; its sha256 is the folder's name. */
  inputs: readonly string[];
  /** Writes the files into a folder and gives what else is to be kept: anything that JSON can carry. */
  make: (folder: string) => Promise<Value>;
};

export type CachedFiles<Value> = {
  /** Path of a file by its name. */
  path: (name: string) => string;
  /** sha256 of each file by its name, hex without prefix. */
  hashes: Readonly<Record<string, string>>;
  value: Value;
};

type Manifest = { hashes: Record<string, string>; value: unknown };

const MANIFEST = 'manifest.json';
const running = new Map<string, Promise<CachedFiles<unknown>>>();

/**
 * `cached` for content that is files: a folder for these inputs, from the cache, else made under another name and
 * renamed. Checksums of all files are kept with it and checked each time; a damaged folder is made again.
 *
 * @throws artifacts/cache-unusable, and whatever `make` throws
 */
export async function cachedFiles<Value>({
  cacheDir,
  kind,
  inputs,
  make,
}: CachedFilesParameters<Value>): Promise<CachedFiles<Value>> {
  const folder = join(cacheDir, kind, sha256(JSON.stringify(inputs)));
  const found = running.get(folder);
  // The same kind and inputs always make the same type.
  if (found !== undefined) return found as Promise<CachedFiles<Value>>;
  const work = findOrMake(folder, make);
  running.set(folder, work);
  try {
    return await work;
  } finally {
    running.delete(folder);
  }
}

async function findOrMake<Value>(
  folder: string,
  make: (folder: string) => Promise<Value>,
): Promise<CachedFiles<Value>> {
  const kept = await inCache(folder, () => find(folder));
  if (kept !== undefined) return kept as CachedFiles<Value>;
  const temporary = `${folder}.${randomUUID()}`;
  try {
    await inCache(temporary, () => mkdir(temporary, { recursive: true }));
    const value = await make(temporary);
    return await inCache(folder, async () => {
      const hashes: Record<string, string> = {};
      for (const name of await readdir(temporary)) hashes[name] = sha256(await readFile(join(temporary, name)));
      const manifest: Manifest = { hashes, value };
      const body = JSON.stringify(manifest);
      await writeFile(join(temporary, MANIFEST), `${sha256(body)}\n${body}`);
      // Another process may have made the same in the meantime and may be reading its files, which are as good.
      const theirs = await find(folder);
      if (theirs !== undefined) return theirs as CachedFiles<Value>;
      await rm(folder, { recursive: true, force: true });
      await rename(temporary, folder).catch((error: unknown) => {
        if (!isCode(error, 'ENOTEMPTY', 'EEXIST')) throw error;
      });
      return describe(folder, { hashes, value });
    });
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/** The folder's content when all of it is as it was written. */
async function find(folder: string): Promise<CachedFiles<unknown> | undefined> {
  try {
    const text = await readFile(join(folder, MANIFEST), 'utf8');
    const end = text.indexOf('\n');
    const body = text.slice(end + 1);
    if (sha256(body) !== text.slice(0, end)) return undefined;
    const manifest = JSON.parse(body) as Manifest;
    for (const [name, hash] of Object.entries(manifest.hashes)) {
      if (sha256(await readFile(join(folder, name))) !== hash) return undefined;
    }
    return describe(folder, manifest);
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

function describe<Value>(folder: string, { hashes, value }: { hashes: Record<string, string>; value: Value }) {
  return { path: (name: string) => join(folder, name), hashes, value };
}

async function inCache<Result>(path: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw cacheError(error, path);
  }
}

function isCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(error.code as string);
}
