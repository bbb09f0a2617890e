import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ignoreDevFolder } from './ignoreDevFolder.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tallystick-dev-ignore-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function git(...words: string[]): string {
  const { status, stdout, stderr } = spawnSync('git', words, { cwd: folder, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

test('default: git sees nothing of a network, and what somebody adds beside it', async () => {
  git('init', '--quiet');
  const network = join(folder, '.tallystick');
  for (const name of ['chain', 'sequencer', 'own', 'provider', 'notes']) {
    await mkdir(join(network, name), { recursive: true });
    await writeFile(join(network, name, 'deployment.json'), '{}');
  }
  for (const name of ['deployment.json', 'sequencer.log', 'env', 'dev.json', 'dev.lock', 'dev.lock.5a.guard']) {
    await writeFile(join(network, name), '');
  }
  await ignoreDevFolder(network);
  expect(git('status', '--porcelain', '--untracked-files=all')).toBe('?? .tallystick/notes/deployment.json\n');
});

test("behavior: somebody's own file stays", async () => {
  await writeFile(join(folder, '.gitignore'), 'mine\n');
  await ignoreDevFolder(folder);
  expect(await readFile(join(folder, '.gitignore'), 'utf8')).toBe('mine\n');
});
