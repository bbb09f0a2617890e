import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
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
  for (const left of [undefined, '999999999\n', `${process.pid}\n`, '']) {
    for (let round = 0; round < 20; round++) {
      if (left !== undefined) await writeFile(path, left);
      const locks = await Promise.all(Array.from({ length: 20 }, () => takeFileLock(path)));
      expect(locks.filter(({ holder }) => holder === 'this')).toHaveLength(1);
      for (const lock of locks) if (lock.holder === 'this') await lock.release();
    }
  }
  expect(await readdir(folder)).toEqual([]);
});

test('behavior: processes that find it left behind at once never hold it together', { timeout: 60_000 }, async () => {
  const source = fileURLToPath(new URL('takeFileLock.ts', import.meta.url));
  // Each holds it for a moment, alone, and notes where it isn't; then it leaves a lock behind as a killed process does.
  const code = `
    import { openSync, closeSync, rmSync, writeFileSync } from 'node:fs';
    import { runnerImport } from 'vite';
    const { module } = await runnerImport(${JSON.stringify(source)}, { configFile: false, logLevel: 'error' });
    const path = process.env.LOCK;
    let taken = 0;
    for (const end = Date.now() + 1500; Date.now() < end; ) {
      const lock = await module.takeFileLock(path);
      if (lock.holder !== 'this') continue;
      closeSync(openSync(path + '.alone', 'wx')); // throws where another is inside
      await new Promise((resolve) => setTimeout(resolve, 1));
      rmSync(path + '.alone');
      taken += 1;
      writeFileSync(path, '999999999');
    }
    console.log(taken);`;
  const run = promisify(execFile);
  const options = { cwd: fileURLToPath(new URL('.', import.meta.url)), env: { ...process.env, LOCK: path } };
  const started = Array.from({ length: 4 }, () => run(process.execPath, ['--input-type=module', '-e', code], options));
  const outputs = await Promise.all(started);
  expect(outputs.reduce((sum, { stdout }) => sum + Number(stdout), 0)).toBeGreaterThan(20);
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

test('behavior: a guard that a killed process left behind is removed once it is old', async () => {
  await writeFile(path, '999999999');
  await writeFile(`${path}.guard`, '999999998');
  const now = Date.now();
  const lock = takeFileLock(path);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect((await readdir(folder)).filter((name) => name.endsWith('.guard'))).toHaveLength(1);
  const clock = vi.spyOn(Date, 'now').mockReturnValue(now + 11_000);
  try {
    expect(await lock).toMatchObject({ holder: 'this' });
  } finally {
    clock.mockRestore();
  }
  expect(await readdir(folder)).toEqual(['book.lock']);
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
  'behavior: a thread, or another copy of this module, leaves alone what this process holds',
  async () => {
    const release = await take();
    vi.resetModules();
    const copy = await import('./takeFileLock.js');
    expect(copy.takeFileLock).not.toBe(takeFileLock);
    expect(await copy.takeFileLock(path)).toEqual({ holder: process.pid });
    await release();
  },
);

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
