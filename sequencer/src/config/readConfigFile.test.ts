import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TallystickError } from '@tallystick/prover/core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readConfigFile } from './readConfigFile.js';
import { resolveConfig } from './resolveConfig.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tallystick-config-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function fileWith(text: string): Promise<string> {
  const path = join(folder, 'sequencer.toml');
  await writeFile(path, text);
  await chmod(path, 0o600);
  return path;
}

async function refusal(text: string): Promise<TallystickError> {
  const error: unknown = await readConfigFile({ path: await fileWith(text) }).catch((thrown: unknown) => thrown);
  if (error instanceof TallystickError) return error;
  throw new Error('nothing was refused');
}

test('default: numbers, texts and lists; flags and environment come first', async () => {
  const path = await fileWith('port = 9000\nshapes = ["tiny", "large"]\nhost = "0.0.0.0"\n');
  const file = await readConfigFile({ path });
  expect(resolveConfig({ file })).toMatchObject({ port: 9000, shapes: ['tiny', 'large'], host: '0.0.0.0' });
  const env = { TALLYSTICK_PORT: '9001', TALLYSTICK_HOST: '' };
  expect(resolveConfig({ file, env })).toMatchObject({ port: 9001, host: '0.0.0.0' });
  expect(resolveConfig({ file, env, flags: { port: '9002' } })).toMatchObject({ port: 9002 });
});

test('behavior: others being able to read secrets is told', async () => {
  const path = await fileWith(`operatorKey = "0x${'1'.repeat(64)}"\n`);
  const lines: string[] = [];
  await readConfigFile({ path, warn: (line) => lines.push(line) });
  expect(lines).toEqual([]);
  await chmod(path, 0o644);
  await readConfigFile({ path, warn: (line) => lines.push(line) });
  expect(lines).toHaveLength(1);
  expect(lines[0]).not.toContain('1111');
});

test('error: an unknown name, a value of no use, no TOML, no file', async () => {
  expect((await refusal('prot = 1')).facts).toMatchObject({ field: 'prot' });
  expect((await refusal('port = { a = 1 }')).message).toContain('port: expected a text, a number');
  const broken = await refusal('operatorKey = "0xsecret\n');
  expect(broken.facts).toMatchObject({ field: 'config', expected: 'TOML' });
  expect(broken.message + JSON.stringify(broken)).not.toContain('secret"');
  expect(JSON.stringify(broken)).not.toContain('0xsecret');
  await expect(readConfigFile({ path: join(folder, 'absent.toml') })).rejects.toMatchObject({
    code: 'sequencer/bad-config',
    facts: { field: 'config' },
  });
});
