import { chmod, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadWatchSecret } from './loadWatchSecret.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tallystick-secret-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('default: made once, for its owner alone, and the same from then on', async () => {
  const dataDir = join(folder, 'one');
  const secrets = await Promise.all([1, 2, 3].map(() => loadWatchSecret({ dataDir, mayCreate: true })));
  expect(secrets[0]).toHaveLength(32);
  expect(secrets[1]).toEqual(secrets[0]);
  expect(secrets[2]).toEqual(secrets[0]);
  expect(await loadWatchSecret({ dataDir, mayCreate: false })).toEqual(secrets[0]);
  expect((await stat(join(dataDir, 'secret'))).mode & 0o777).toBe(0o600);
  expect(await readdir(dataDir)).toEqual(['secret']);
});

test('error: missing, where records need it', async () => {
  const load = loadWatchSecret({ dataDir: join(folder, 'two'), mayCreate: false });
  await expect(load).rejects.toMatchObject({ code: 'watcher/secret-missing' });
});

test('error: readable by others', async () => {
  const dataDir = join(folder, 'three');
  await loadWatchSecret({ dataDir, mayCreate: true });
  await chmod(join(dataDir, 'secret'), 0o644);
  const load = loadWatchSecret({ dataDir, mayCreate: true });
  await expect(load).rejects.toMatchObject({ code: 'watcher/unusable-folder', facts: { given: '644' } });
});

test('error: not a secret; its text is not shown', async () => {
  const dataDir = join(folder, 'four');
  await loadWatchSecret({ dataDir, mayCreate: true });
  await writeFile(join(dataDir, 'secret'), 'correct horse battery staple');
  const error = await loadWatchSecret({ dataDir, mayCreate: true }).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'watcher/unusable-folder' });
  expect(JSON.stringify(error)).not.toContain('horse');
});
