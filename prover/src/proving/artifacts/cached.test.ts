import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../../test-support/temporaryFolder.js';
import { cached } from './cached.js';

const cacheDir = temporaryFolder();

/** A maker that counts how often it ran, and the file that it leaves. */
function counter(kind: string) {
  let runs = 0;
  return {
    get: (inputs: string[] = ['a']) => cached({ cacheDir, kind, inputs, make: async () => ({ run: ++runs }) }),
    files: () => readdirSync(join(cacheDir, kind)).map((name) => join(cacheDir, kind, name)),
  };
}

test('default: makes once and keeps', async () => {
  const { get, files } = counter('default');
  expect(await get()).toEqual({ run: 1 });
  expect(await get()).toEqual({ run: 1 });
  expect(files()).toHaveLength(1);
});

test('behavior: other inputs are another file', async () => {
  const { get, files } = counter('inputs');
  await get(['a', 'b']);
  expect(await get(['ab'])).toEqual({ run: 2 });
  expect(files()).toHaveLength(2);
});

test('behavior: makers at the same time share the work', async () => {
  const { get } = counter('together');
  expect(await Promise.all([get(), get(), get()])).toEqual([{ run: 1 }, { run: 1 }, { run: 1 }]);
});

test.each([
  ['changed', (text: string) => text.replace('"run":1', '"run":7')],
  ['cut short', (text: string) => text.slice(0, -3)],
  ['emptied', () => ''],
])('behavior: a file that was %s is made again', async (name, damage) => {
  const { get, files } = counter(name);
  await get();
  const [path = ''] = files();
  writeFileSync(path, damage(readFileSync(path, 'utf8')));
  expect(await get()).toEqual({ run: 2 });
  expect(await get()).toEqual({ run: 2 });
});

test('behavior: what fails is not kept', async () => {
  const make = () => Promise.reject(new Error('no'));
  await expect(cached({ cacheDir, kind: 'failing', inputs: [], make })).rejects.toThrow('no');
  expect(await cached({ cacheDir, kind: 'failing', inputs: [], make: async () => 1 })).toBe(1);
});

test('error: the cache folder cannot be made', async () => {
  const file = join(cacheDir, 'a-file');
  writeFileSync(file, '');
  const failing = cached({ cacheDir: file, kind: 'k', inputs: [], make: async () => 1 });
  await expect(failing).rejects.toMatchObject({ code: 'artifacts/cache-unusable' });
});
