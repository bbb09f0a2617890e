import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { readSecretFile } from './readSecretFile.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tallystick-secret-'));
  vi.stubEnv('CREDENTIALS_DIRECTORY', '');
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

async function read(mode: number, parse = (text: string) => text.trim()) {
  const path = join(folder, 'operator.key');
  await writeFile(path, '0x1234\n');
  await chmod(path, mode);
  const warnings: string[] = [];
  const warn = (line: string) => warnings.push(line);
  const value = await readSecretFile({ path, field: 'key', option: '--key-file', parse, expected: 'a key', warn });
  return { value, warnings };
}

test('default: what is in the file', async () => {
  expect(await read(0o600)).toEqual({ value: '0x1234', warnings: [] });
});

test('behavior: warns of a file that others can read, but not of a credential of systemd', async () => {
  expect((await read(0o640)).warnings).toEqual([expect.stringContaining('chmod 600')]);
  vi.stubEnv('CREDENTIALS_DIRECTORY', folder);
  expect((await read(0o440)).warnings).toEqual([]);
  vi.stubEnv('CREDENTIALS_DIRECTORY', join(folder, 'oper'));
  expect((await read(0o640)).warnings).toHaveLength(1);
});

test('error: what was read is in no error', async () => {
  const parse = (): never => {
    throw new Error('0x1234 is wrong');
  };
  const error: unknown = await read(0o600, parse).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: 'sequencer/bad-config', facts: { field: 'key', option: '--key-file' } });
  expect(JSON.stringify(error)).not.toContain('0x1234');
});
