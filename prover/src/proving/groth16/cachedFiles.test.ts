import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { temporaryFolder } from '../../../test-support/temporaryFolder.js';
import { sha256 } from '../../files/sha256.js';
import { cachedFiles } from './cachedFiles.js';

const cacheDir = temporaryFolder();

/** A maker of one file that counts how often it ran. */
function counter(kind: string) {
  let runs = 0;
  const make = async (folder: string) => {
    runs++;
    await writeFile(join(folder, 'file'), `content ${runs}`);
    return { run: runs };
  };
  return { get: (inputs: string[] = ['a']) => cachedFiles({ cacheDir, kind, inputs, make }) };
}

test('default: makes once and keeps, with hashes', async () => {
  const { get } = counter('default');
  const { path, hashes, value } = await get();
  expect(readFileSync(path('file'), 'utf8')).toBe('content 1');
  expect(hashes).toEqual({ file: sha256('content 1') });
  expect(value).toEqual({ run: 1 });
  const again = await get();
  expect(again.path('file')).toBe(path('file'));
  expect(again.value).toEqual({ run: 1 });
  expect(readdirSync(join(cacheDir, 'default'))).toHaveLength(1);
});

test('behavior: other inputs are another folder; makers at the same time share the work', async () => {
  const { get } = counter('inputs');
  const [first, second] = await Promise.all([get(), get()]);
  expect(second.value).toBe(first.value);
  expect((await get(['b'])).value).toEqual({ run: 2 });
});

test.each(['file', 'manifest.json'])('behavior: a folder whose %s was changed or lost is made again', async (name) => {
  const { get } = counter(`damaged-${name}`);
  const { path } = await get();
  writeFileSync(path(name), 'other');
  expect((await get()).value).toEqual({ run: 2 });
  rmSync(path(name));
  expect((await get()).value).toEqual({ run: 3 });
  expect((await get()).value).toEqual({ run: 3 });
});

test('behavior: what another process made meanwhile stays where it is, for it may be in use', async () => {
  vi.resetModules();
  const { cachedFiles: other } = await import('./cachedFiles.js');
  const inputs = { cacheDir, kind: 'meanwhile', inputs: [] };
  const make = (folder: string) => writeFile(join(folder, 'file'), 'content');
  let theirs: number | undefined;
  const { path } = await cachedFiles({
    ...inputs,
    make: async (folder) => {
      theirs = statSync((await other({ ...inputs, make })).path('file')).ino;
      await make(folder);
    },
  });
  expect(statSync(path('file')).ino).toBe(theirs);
  expect(readdirSync(join(cacheDir, 'meanwhile'))).toHaveLength(1);
});

test('behavior: what fails leaves nothing', async () => {
  const make = () => Promise.reject(new Error('no'));
  await expect(cachedFiles({ cacheDir, kind: 'failing', inputs: [], make })).rejects.toThrow('no');
  expect(readdirSync(join(cacheDir, 'failing'))).toEqual([]);
});

test('error: the cache folder cannot be made', async () => {
  const file = join(cacheDir, 'a-file');
  writeFileSync(file, '');
  const failing = cachedFiles({ cacheDir: file, kind: 'k', inputs: [], make: async () => 1 });
  await expect(failing).rejects.toMatchObject({ code: 'artifacts/cache-unusable' });
});
