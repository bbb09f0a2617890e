import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { processIdentity } from '@tallystick/prover/files';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { claimDataDir } from './claimDataDir.js';
import { dataDirHolder, pidFileOf } from './dataDirHolder.js';

let dir: string;
beforeEach(async () => {
  dir = join(await mkdtemp(join(tmpdir(), 'tallystick-claim-')), 'data');
});
afterEach(() => rm(join(dir, '..'), { recursive: true, force: true }));

test('default: this process is noted, and removed when it ends', async () => {
  expect(await dataDirHolder(dir)).toBeUndefined();
  const release = await claimDataDir(dir);
  expect(await dataDirHolder(dir)).toMatchObject({ pid: process.pid });
  await release();
  expect(await readdir(dir)).toEqual([]);
});

test('error: another process that lives holds the directory; one that stood by takes it over', async () => {
  await (await claimDataDir(dir))();
  await writeFile(pidFileOf(dir), `${process.ppid}\n${(await processIdentity(process.ppid)) ?? ''}\n`);
  await expect(claimDataDir(dir)).rejects.toMatchObject({
    code: 'sequencer/already-running',
    facts: { pid: process.ppid },
  });
  const release = await claimDataDir(dir, { takesOver: true });
  expect(await dataDirHolder(dir)).toMatchObject({ pid: process.pid });
  await release();
});

test('behavior: what a killed process left behind counts for nothing, nor does another process with its number', async () => {
  await (await claimDataDir(dir))();
  await writeFile(pidFileOf(dir), '4194303\n\n');
  expect(await dataDirHolder(dir)).toBeUndefined();
  await writeFile(pidFileOf(dir), 'nonsense');
  expect(await dataDirHolder(dir)).toBeUndefined();
  if ((await processIdentity(process.ppid)) !== undefined) {
    await writeFile(pidFileOf(dir), `${process.ppid}\nanother-boot/1\n`);
    expect(await dataDirHolder(dir)).toBeUndefined();
  }
  const release = await claimDataDir(dir);
  await release();
});
