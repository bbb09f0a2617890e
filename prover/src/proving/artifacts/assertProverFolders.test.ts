import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { temporaryFolder } from '../../../test-support/temporaryFolder.js';
import { assertProverFolders } from './assertProverFolders.js';

const folder = temporaryFolder();
afterEach(() => vi.unstubAllEnvs());

test('default: a cache that is there or can be made', async () => {
  await assertProverFolders({ cacheDir: join(folder, 'cache') });
  await assertProverFolders({ cacheDir: join(folder, 'cache') });
});

test('error: a cache that is a file, or where nothing can be written', async () => {
  const file = join(folder, 'file');
  writeFileSync(file, '');
  await expect(assertProverFolders({ cacheDir: file })).rejects.toMatchObject({
    code: 'artifacts/cache-unusable',
    facts: { path: file, reason: 'EEXIST' },
  });
  await expect(assertProverFolders({ cacheDir: '/dev/null/cache' })).rejects.toMatchObject({
    code: 'artifacts/cache-unusable',
    facts: { path: '/dev/null/cache' },
  });
  // All is there already.
  await assertProverFolders({ cacheDir: '/dev/null/cache', writesCache: false });
});

test('behavior: temporary files go where something can be written, whatever permissions say', async () => {
  const runtime = join(folder, 'run');
  mkdirSync(runtime);
  // Root may write everywhere, and yet not here.
  vi.stubEnv('TMPDIR', '/proc');
  vi.stubEnv('XDG_RUNTIME_DIR', runtime);
  await assertProverFolders({ writesCache: false });
});
