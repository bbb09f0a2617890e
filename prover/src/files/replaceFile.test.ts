import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { replaceFile } from './replaceFile.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tallystick-replace-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('default: the new text in place of the old, with its mode whatever the umask and the old file say', async () => {
  const path = join(folder, 'kept.json');
  await writeFile(path, 'a longer text than the new', { mode: 0o644 });
  const mask = process.umask(0o777);
  try {
    await replaceFile(path, 'new', 0o600);
  } finally {
    process.umask(mask);
  }
  expect(await readFile(path, 'utf8')).toBe('new');
  if (process.platform !== 'win32') expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(await readdir(folder)).toEqual(['kept.json']);
});

test('error: what the file system says, with what was there and nothing beside it', async () => {
  await mkdir(join(folder, 'taken', 'inner'), { recursive: true });
  await expect(replaceFile(join(folder, 'taken'), 'new', 0o600)).rejects.toMatchObject({ code: 'EISDIR' });
  expect(await readdir(folder)).toEqual(['taken']);
  await expect(replaceFile(join(folder, 'none', 'file'), 'new', 0o600)).rejects.toMatchObject({ code: 'ENOENT' });
});
