import type { Command, Option } from 'commander';
import { afterEach, expect, test, vi } from 'vitest';
import { createProgram as createTallystick } from '../../prover/src/cli/createProgram.js';
import { resolveCacheDir } from '../../prover/src/proving/artifacts/cached.js';
import { createProgram as createSequencer } from '../../sequencer/src/cli/createProgram.js';
import { type ConfigName, type ConfigRow, configRows } from '../../sequencer/src/config/rows.js';

afterEach(() => vi.unstubAllEnvs());

const silent = { write: () => true };
const tallystick = createTallystick({
  io: { stdout: silent, stderr: silent, env: {}, now: () => 0, pause: async () => {} },
  onProgress: () => {},
  hide: () => {},
});
const sequencer = createSequencer({});

const within = (command: Command): Command[] => [command, ...command.commands.flatMap(within)];
const shown = (program: Command): Option[] =>
  within(program).flatMap(({ options }) => options.filter(({ hidden }) => !hidden));
const optionsOf = (command: string): Option[] =>
  within(tallystick)
    .find((each) => each.name() === command)
    ?.options.filter(({ hidden }) => !hidden) ?? [];

/** What means the same in both: the sequencer's row, a command of `tallystick` that has it, and whether the variable is one too. */
const same: [name: ConfigName, command: string, isVariableShared: boolean][] = [
  ['deploymentFile', 'watch', true],
  ['rpcUrl', 'watch', true],
  // Of these a watcher, a keeper or a wallet in the same environment has its own.
  ['operatorKeyFile', 'watch', false],
  ['dataDir', 'watch', false],
  ['dataDir', 'keeper', false],
  ['host', 'watch', false],
  ['port', 'watch', false],
  ['pollIntervalMs', 'watch', false],
  ['maxFeePerGas', 'watch', false],
  ['maxFeePerGas', 'keeper', false],
  ['requestsPerMinute', 'watch', false],
  ['trustedProxies', 'watch', false],
  ['logLevel', 'watch', false],
];

test.each(same)(
  'default: %s has the same flag and form in tallystick-sequencer and tallystick %s',
  (name, command, isShared) => {
    const row: ConfigRow = configRows[name];
    const option = optionsOf(command).find(({ flags }) => flags === row.flag);
    expect(option?.flags).toBe(row.flag);
    if (isShared) expect(option?.envVar).toBe(row.env);
    else expect(option?.envVar).not.toBe(row.env);
  },
);

test('default: a variable that both read stands behind the same flag, and means the same', () => {
  const rows: ConfigRow[] = Object.values(configRows);
  const both = shown(tallystick).flatMap(({ envVar, flags }) =>
    rows.filter(({ env }) => env === envVar).map(({ flag }) => [envVar, flag, flags]),
  );
  expect(new Set(both.map(([variable]) => variable))).toEqual(new Set(['TALLYSTICK_DEPLOYMENT', 'TALLYSTICK_RPC']));
  expect(both.filter(([, flag, flags]) => flag !== flags)).toEqual([]);
});

test('default: the cache of the library and that of the sequencer have one variable', async () => {
  vi.stubEnv(configRows.cacheDir.env, '/cache');
  expect(await resolveCacheDir()).toBe('/cache');
  // An empty one counts as unset, in both.
  vi.stubEnv(configRows.cacheDir.env, '');
  expect(await resolveCacheDir()).toMatch(/.+/);
});

test('default: both have --version, and metrics stand behind the same flags in every command', () => {
  for (const program of [tallystick, sequencer]) expect(program.options.map(({ long }) => long)).toContain('--version');
  const metrics = ['watch', 'keeper'].map((command) =>
    optionsOf(command).flatMap(({ flags }) => (flags.startsWith('--metrics') ? [flags] : [])),
  );
  expect(metrics[0]).toEqual(['--metrics-port <port>', '--metrics-host <host>']);
  expect(metrics[1]).toEqual(metrics[0]);
});
