import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { emptyDevFolder } from './emptyDevFolder.js';

test('default: what the network made is gone, and what somebody keeps beside it stays', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tallystick-dev-empty-'));
  try {
    await chmod(folder, 0o711); // where PostgreSQL's user gets through, the database lies in the folder
    for (const name of ['chain', 'sequencer', 'own', 'provider', 'src']) {
      await mkdir(join(folder, name));
      await writeFile(join(folder, name, 'file'), name);
    }
    for (const name of ['deployment.json', 'sequencer.log', 'env', 'dev.json', 'dev.lock', 'package.json']) {
      await writeFile(join(folder, name), '{}');
    }
    await emptyDevFolder(folder);
    expect((await readdir(folder)).sort()).toEqual(['dev.json', 'dev.lock', 'package.json', 'src']);
    expect(await readdir(join(folder, 'src'))).toEqual(['file']);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
