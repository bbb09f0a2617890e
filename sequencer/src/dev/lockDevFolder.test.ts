import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lockDevFolder } from './lockDevFolder.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tallystick-dev-lock-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('default: one at a time, which is named', async () => {
  const release = await lockDevFolder(folder);
  await expect(lockDevFolder(folder)).rejects.toMatchObject({
    code: 'sequencer/dev-running',
    message: `A development network runs in ${folder} already: process ${process.pid}.`,
    facts: { field: 'dataDir', given: folder, pid: process.pid },
  });
  await release();
  await (await lockDevFolder(folder))();
});

test('error: a folder that is there, and takes no file, is named with the reason', async () => {
  // So deep that a path to a file in it is longer than the system takes: nobody's rights let it through.
  const parts = Array.from({ length: Math.floor((4_090 - folder.length) / 200) }, () => 'd'.repeat(199));
  let deep = join(folder, ...parts);
  deep = join(deep, 'd'.repeat(4_090 - deep.length - 1));
  await mkdir(deep, { recursive: true });
  await expect(lockDevFolder(deep)).rejects.toMatchObject({
    code: 'sequencer/dev-folder-unusable',
    message: `${deep} can't be written to: ENAMETOOLONG.`,
    facts: { field: 'dataDir', given: deep, reason: 'ENAMETOOLONG' },
  });
});
