import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { stakeError } from '../../chain/stake/stakeErrors.js';
import type { CommandContext } from './CommandContext.js';
import { runCommand } from './runCommand.js';

const sink = { write: () => undefined };
const context: CommandContext = {
  io: { stdout: sink, stderr: sink, env: {}, now: () => 0, pause: async () => {} },
  onProgress: () => {},
  hide: () => {},
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tallystick-command-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test.each([
  ['an error of its own', stakeError('stake/no-courts'), 'stake/no-courts'],
  ['any other error', new RangeError('of a secret'), 'internal'],
])('error: the result of an earlier run does not outlast %s', async (_, error, code) => {
  const json = join(folder, 'out.json');
  await writeFile(json, '{"done":true}');
  const command = async () => {
    throw error;
  };
  await expect(runCommand(context, command)({ json })).rejects.toBe(error);
  const text = await readFile(json, 'utf8');
  expect(JSON.parse(text)).toMatchObject({ error: { code } });
  expect(text).not.toContain('of a secret');
});
