import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { tryWritingIn } from './tryWritingIn.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tallystick-trial-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('default: leaves the folder, made if need be, as it was', async () => {
  await tryWritingIn(join(folder, 'new'));
  expect(await readdir(join(folder, 'new'))).toEqual([]);
});

test('error: no folder, or one that takes nothing', async () => {
  const file = join(folder, 'file');
  await writeFile(file, '');
  await expect(tryWritingIn(file)).rejects.toMatchObject({ code: 'EEXIST' });
  await expect(tryWritingIn(join(file, 'in'))).rejects.toMatchObject({ code: 'ENOTDIR' });
  // Nobody can write there, root included.
  await expect(tryWritingIn('/proc')).rejects.toThrow();
});
