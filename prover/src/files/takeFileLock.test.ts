import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { processIdentity } from './processIdentity.js';
import { takeFileLock } from './takeFileLock.js';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tallystick-lock-'));
  path = join(folder, 'book.lock');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function take(): Promise<() => Promise<void>> {
  const lock = await takeFileLock(path);
  if (lock.holder !== 'this') throw new Error(`held by ${lock.holder}`);
  return lock.release;
}

test('default: held once, until it is released, and nothing is left behind', async () => {
  const release = await take();
  expect(await readdir(folder)).toEqual(['book.lock']);
  expect(await readFile(path, 'utf8')).toMatch(new RegExp(`^${process.pid}\n`));
  expect(await takeFileLock(path)).toEqual({ holder: process.pid });
  await release();
  expect(await readdir(folder)).toEqual([]);
  await (await take())();
});

test('behavior: of many at once one takes it, also over one that was left behind', async () => {
  for (const left of [undefined, '999999999\n']) {
    if (left !== undefined) await writeFile(path, left);
    const locks = await Promise.all(Array.from({ length: 50 }, () => takeFileLock(path)));
    expect(locks.filter(({ holder }) => holder === 'this')).toHaveLength(1);
    for (const lock of locks) if (lock.holder === 'this') await lock.release();
  }
  expect(await readdir(folder)).toEqual([]);
});

test.each([
  ['a dead process', '999999999'],
  ['a moment without room on the disk', ''],
  ['something that is no number', 'x\n'],
  ['an earlier process with the number of this one', `${process.pid}`],
])('behavior: what %s left behind is taken over', async (_by, text) => {
  await writeFile(path, text);
  await (await take())();
});

test('behavior: a living process holds it, under an old number too where nothing tells', async () => {
  const identity = (await processIdentity(process.ppid)) ?? '';
  for (const text of [`${process.ppid}`, `${process.ppid}\n${identity}\n`]) {
    await writeFile(path, text);
    expect(await takeFileLock(path)).toEqual({ holder: process.ppid });
  }
  expect(await readFile(path, 'utf8')).toContain(`${process.ppid}`);
});

test.runIf(process.platform === 'linux')(
  'behavior: a number that another process has by now holds nothing',
  async () => {
    await writeFile(path, `${process.ppid}\nanother boot/1\n`);
    await (await take())();
  },
);

test('error: what the file system says, with nothing left behind', async () => {
  await expect(takeFileLock(join(folder, 'none', 'book.lock'))).rejects.toMatchObject({ code: 'ENOENT' });
  expect(await readdir(folder)).toEqual([]);
});
