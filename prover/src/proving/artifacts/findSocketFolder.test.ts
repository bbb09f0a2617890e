import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { findSocketFolder } from './findSocketFolder.js';

let folder: string;
beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'tallystick-socket-')));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

test('default: the folder for temporary files', async () => {
  vi.stubEnv('TMPDIR', folder);
  expect(await findSocketFolder()).toBe(folder);
});

test('behavior: another where its path is too long for a socket, or it is not there', async () => {
  const long = join(folder, 'a'.repeat(60), 'b'.repeat(40));
  await mkdir(long, { recursive: true });
  const runtime = join(folder, 'run');
  await mkdir(runtime);
  vi.stubEnv('XDG_RUNTIME_DIR', runtime);
  // Where root too writes nothing, though permissions would let it.
  for (const given of [long, join(folder, 'none'), '/proc']) {
    vi.stubEnv('TMPDIR', given);
    expect(await findSocketFolder()).toBe(runtime);
  }
  vi.stubEnv('XDG_RUNTIME_DIR', undefined);
  expect(await findSocketFolder()).toMatch(/^\/(tmp|dev\/shm|var\/tmp)$/);
});
