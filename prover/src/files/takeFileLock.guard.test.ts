import { linkSync, rmSync, writeFileSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { takeFileLock } from './takeFileLock.js';

/** Runs between the look at a guard and what is done about it. */
const between = vi.hoisted(() => ({ done: (): void => {} }));
vi.mock('node:fs/promises', async (load) => {
  const real = await load<typeof import('node:fs/promises')>();
  return {
    ...real,
    async stat(path: string) {
      const found = await real.stat(path);
      if (path.endsWith('.lock.guard')) between.done();
      return found;
    },
  };
});

let folder: string;
afterEach(() => rm(folder, { recursive: true, force: true }));

test('behavior: of two that find an old guard, the later one leaves alone what was taken after the earlier one', async () => {
  folder = await mkdtemp(join(tmpdir(), 'tallystick-guard-'));
  const path = join(folder, 'book.lock');
  const guard = `${path}.guard`;
  await writeFile(path, '999999999');
  await writeFile(guard, 'old');
  const now = Date.now();
  const clock = vi.spyOn(Date, 'now').mockReturnValue(now + 11_000);
  let looks = 0;
  const isLeftAlone = new Promise<void>((resolve) => {
    between.done = () => {
      looks += 1;
      if (looks === 1) {
        // Another one removed it, and a third holds the guard by now.
        writeFileSync(`${path}.third`, 'third');
        rmSync(guard);
        linkSync(`${path}.third`, guard);
      }
      // From the second look on it is as young as it is.
      if (looks === 2) clock.mockReturnValue(now);
      if (looks === 3) resolve();
    };
  });
  const lock = takeFileLock(path);
  await isLeftAlone;
  expect(await readFile(guard, 'utf8')).toBe('third');
  // The third is done with it.
  rmSync(guard);
  rmSync(`${path}.third`);
  expect(await lock).toMatchObject({ holder: 'this' });
  clock.mockRestore();
  expect(await readdir(folder)).toEqual(['book.lock']);
});
