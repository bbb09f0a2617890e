import { expect, test, vi } from 'vitest';
import { configFlags } from '../cli/addConfigOptions.js';
import { deployCommand } from '../cli/deployCommand.js';
import { startCommand } from '../cli/startCommand.js';
import { formatOptions } from './formatOptions.js';
import { resolveConfig } from './resolveConfig.js';

/** What the environment comes to, with the lines that were said. */
function read(env: Record<string, string>, rest: Parameters<typeof resolveConfig>[0] = {}) {
  const said: string[] = [];
  const { rpcUrl, cacheDir } = resolveConfig({ ...rest, env, warn: (line) => said.push(line) });
  return { rpcUrl, cacheDir, said };
}

/** The key's file out of a command line, with the lines that were said. */
function readKeyFile(...argv: string[]) {
  const said: string[] = [];
  const command = startCommand({}).exitOverride();
  command.parseOptions(argv);
  return { file: configFlags(command, ['operatorKeyFile'], (line) => said.push(line)).operatorKeyFile, said };
}

test('default: by their names variables and flags are read without a word', () => {
  expect(read({ TALLYSTICK_RPC: 'http://a', TALLYSTICK_CACHE: '/c' })).toEqual({
    rpcUrl: ['http://a'],
    cacheDir: '/c',
    said: [],
  });
  expect(readKeyFile('--key-file', 'a')).toEqual({ file: 'a', said: [] });
});

test('behavior: by an old name too, with one warning that names the new one', () => {
  expect(read({ TALLYSTICK_RPC_URL: 'http://a', TALLYSTICK_CACHE_DIR: '/c' })).toEqual({
    rpcUrl: ['http://a'],
    cacheDir: '/c',
    said: [
      'warning: TALLYSTICK_RPC_URL is now TALLYSTICK_RPC; the old name goes with the next release.',
      'warning: TALLYSTICK_CACHE_DIR is now TALLYSTICK_CACHE; the old name goes with the next release.',
    ],
  });
  expect(readKeyFile('--operator-key-file', 'a')).toEqual({
    file: 'a',
    said: ['warning: --operator-key-file is now --key-file; the old name goes with the next release.'],
  });
});

test('behavior: of both the new one counts, and it is said', () => {
  expect(read({ TALLYSTICK_RPC_URL: 'http://old', TALLYSTICK_RPC: 'http://new' })).toMatchObject({
    rpcUrl: ['http://new'],
    said: ['warning: TALLYSTICK_RPC_URL is now TALLYSTICK_RPC; both are given, and TALLYSTICK_RPC counts.'],
  });
  expect(readKeyFile('--operator-key-file', 'old', '--key-file', 'new')).toEqual({
    file: 'new',
    said: ['warning: --operator-key-file is now --key-file; both are given, and --key-file counts.'],
  });
});

test('behavior: an old variable stands where the new one does: behind a flag, before the file; an empty one is none', () => {
  const old = { TALLYSTICK_CACHE_DIR: '/old' };
  expect(read(old, { flags: { cacheDir: '/flag' } }).cacheDir).toBe('/flag');
  expect(read(old, { file: { cacheDir: '/file' } }).cacheDir).toBe('/old');
  expect(read({ TALLYSTICK_CACHE_DIR: '' }, { file: { cacheDir: '/file' } })).toMatchObject({
    cacheDir: '/file',
    said: [],
  });
  expect(read({ ...old, TALLYSTICK_CACHE: '' }).cacheDir).toBe('/old');
});

test('behavior: the help and the table name only the new ones', () => {
  const old = /TALLYSTICK_RPC_URL|TALLYSTICK_CACHE_DIR|--operator-key-file/;
  expect(startCommand({}).helpInformation()).not.toMatch(old);
  expect(formatOptions()).not.toMatch(old);
});

test('behavior: a command says it once on the standard error, of variable and flag', async () => {
  const written = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const command = deployCommand({ TALLYSTICK_RPC_URL: 'http://127.0.0.1:1' }).exitOverride();
  const argv = ['--dev-token', '--operator-key-file', '/nowhere/operator.key'];
  try {
    await expect(command.parseAsync(argv, { from: 'user' })).rejects.toMatchObject({ code: 'sequencer/bad-config' });
    expect(written.mock.calls.map(([line]) => line)).toEqual([
      'warning: --operator-key-file is now --key-file; the old name goes with the next release.\n',
      'warning: TALLYSTICK_RPC_URL is now TALLYSTICK_RPC; the old name goes with the next release.\n',
    ]);
  } finally {
    written.mockRestore();
  }
});
