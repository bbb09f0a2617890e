import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../../test-support/temporaryFolder.js';
import { makeDevelopmentPowers } from './makeDevelopmentPowers.js';
import { referenceStringStore } from './referenceStringStore.js';

const home = temporaryFolder();

/** A copy of a stored string in another cache, which this process has not checked yet. */
async function copyTo(cacheDir: string): Promise<string> {
  const g1 = await makeDevelopmentPowers({ from: 0, to: 50 });
  const { path } = await referenceStringStore.store(join(home, 'original'), 'development', g1);
  const copy = join(cacheDir, 'reference-strings', basename(path));
  mkdirSync(copy, { recursive: true });
  for (const file of ['bn254_g1.dat', 'bn254_g2.dat', 'bn254_g1.sha256'])
    copyFileSync(join(path, file), join(copy, file));
  return copy;
}

test('default: found again, the largest first', async () => {
  const cacheDir = join(home, 'default');
  const g1 = await makeDevelopmentPowers({ from: 0, to: 50 });
  await referenceStringStore.store(cacheDir, 'development', g1.subarray(0, 30 * 64));
  const large = await referenceStringStore.store(cacheDir, 'development', g1);
  expect(await referenceStringStore.find(cacheDir, 'development', 10)).toEqual(large);
  expect(await referenceStringStore.find(cacheDir, 'development', 51)).toBeUndefined();
  expect(await referenceStringStore.find(cacheDir, 'real', 10)).toBeUndefined();
  expect(await referenceStringStore.read(cacheDir, 'development')).toEqual(g1);
});

test.each(['bn254_g1.dat', 'bn254_g2.dat', 'bn254_g1.sha256'])(
  'behavior: damage of %s is noticed, the string removed',
  async (file) => {
    const cacheDir = join(home, `damaged-${file}`);
    const path = await copyTo(cacheDir);
    expect(existsSync(path)).toBe(true);
    const content = readFileSync(join(path, file));
    content.writeUInt8(content.readUInt8(20) ^ 1, 20);
    writeFileSync(join(path, file), content);
    expect(await referenceStringStore.find(cacheDir, 'development', 10)).toBeUndefined();
    expect(existsSync(path)).toBe(false);
  },
);
