import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { assertWritable } from './assertWritable.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tallystick-writable-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('default: a file that is there or not, in a folder that is made, and nothing is left behind', async () => {
  await assertWritable(join(folder, 'new', 'deployment.json'));
  expect(await readdir(join(folder, 'new'))).toEqual([]);
  await writeFile(join(folder, 'new', 'deployment.json'), '{}');
  await assertWritable(join(folder, 'new', 'deployment.json'));
  expect(await readdir(join(folder, 'new'))).toEqual(['deployment.json']);
});

test('error: a folder that is a file, or that takes no files', async () => {
  await writeFile(join(folder, 'file'), '');
  const inFile = assertWritable(join(folder, 'file', 'deployment.json'), 'json');
  await expect(inFile).rejects.toMatchObject({ code: 'sequencer/bad-deployment', facts: { field: 'json' } });
  if (process.platform !== 'linux') return;
  // Nobody can make a file there, root neither.
  const inProc = assertWritable('/proc/self/deployment.json');
  await expect(inProc).rejects.toMatchObject({
    code: 'sequencer/bad-deployment',
    facts: { field: 'deploymentFile', given: '/proc/self/deployment.json', reason: 'ENOENT' },
  });
});

test('error: what is there and is no file, whoever asks', async () => {
  const path = join(folder, 'taken', 'deployment.json');
  await mkdir(path, { recursive: true });
  await expect(assertWritable(path)).rejects.toMatchObject({
    code: 'sequencer/bad-deployment',
    facts: { field: 'deploymentFile', given: path, reason: 'EISDIR' },
  });
});

test('behavior: a folder that was missing is there afterwards, or is not, and what was there stays', async () => {
  const path = join(folder, 'not', 'yet', 'deployment.json');
  await assertWritable(path, 'json', { isKept: false });
  expect(existsSync(join(folder, 'not'))).toBe(false);
  await assertWritable(path);
  await assertWritable(path, 'json', { isKept: false });
  expect(await readdir(join(folder, 'not', 'yet'))).toEqual([]);
});
