import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeDevFolder } from './makeDevFolder.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tallystick-dev-folder-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('default: the folder and those above it are made, and one that is there stays', async () => {
  const wanted = join(folder, 'a', 'b');
  await makeDevFolder(wanted);
  await makeDevFolder(wanted);
  expect((await stat(wanted)).isDirectory()).toBe(true);
});

test('error: a folder that cannot be made is named, with the reason', async () => {
  const file = join(folder, 'file');
  await writeFile(file, '');
  const given = join(file, 'network');
  await expect(makeDevFolder(given)).rejects.toMatchObject({
    code: 'sequencer/dev-folder-unusable',
    facts: { field: 'dataDir', given, reason: 'ENOTDIR' },
  });
});
