import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { keepPreviousFile } from './keepPreviousFile.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tallystick-previous-'));
});
afterAll(() => rm(folder, { recursive: true }));

test('default: a copy beside it', async () => {
  const path = join(folder, 'deployment.json');
  await writeFile(path, 'first');
  expect(await keepPreviousFile(path)).toBe(`${path}.previous`);
  expect(await readFile(`${path}.previous`, 'utf8')).toBe('first');
});

test('behavior: a copy that is there already stays', async () => {
  const path = join(folder, 'again.json');
  for (const text of ['first', 'second']) {
    await writeFile(path, text);
    await keepPreviousFile(path);
  }
  expect(await readFile(`${path}.previous`, 'utf8')).toBe('first');
  expect(await readFile(`${path}.previous.2`, 'utf8')).toBe('second');
});

test('behavior: no file, no copy', async () => {
  const before = await readdir(folder);
  expect(await keepPreviousFile(join(folder, 'missing.json'))).toBeUndefined();
  expect(await readdir(folder)).toEqual(before);
});

test('error: a folder', async () => {
  await expect(keepPreviousFile(folder)).rejects.toMatchObject({
    code: 'sequencer/bad-deployment',
    facts: { field: 'deploymentFile', given: folder },
  });
});
