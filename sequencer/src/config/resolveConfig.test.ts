import { TallystickError } from '@tallystick/prover/core';
import { expect, test } from 'vitest';
import { resolveConfig } from './resolveConfig.js';
import { type ConfigRow, configRows } from './rows.js';

function refusal(run: () => unknown): TallystickError {
  try {
    run();
  } catch (error) {
    if (error instanceof TallystickError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

test('default: every option with a default has it, in its type', () => {
  const config = resolveConfig();
  expect(config).toMatchObject({
    port: 8640,
    shapes: ['small'],
    referenceString: 'auto',
    rpcUrl: ['http://127.0.0.1:8545'],
    maxFeePerGas: 200_000_000_000n,
  });
  expect(config.databaseUrl).toBeUndefined();
});

test('behavior: a flag comes before the environment, an empty variable counts as unset', () => {
  const env = { TALLYSTICK_PORT: '1', TALLYSTICK_HOST: '' };
  expect(resolveConfig({ flags: { port: '2' }, env })).toMatchObject({ port: 2, host: '127.0.0.1' });
});

test('error: names the option, the value and what was expected', () => {
  const error = refusal(() => resolveConfig({ env: { TALLYSTICK_PORT: '70000' } }));
  expect(error.code).toBe('sequencer/bad-config');
  expect(error.message).toContain('port: expected an integer from 0 to 65535, got "70000"');
  expect(error.facts).toMatchObject({ field: 'port', given: '70000', option: 'TALLYSTICK_PORT or --port' });
});

test('error: names where the value was given, of flag, environment and file', () => {
  const messageOf = (given: Parameters<typeof resolveConfig>[0]) => refusal(() => resolveConfig(given)).message;
  const bad = { port: '70000' };
  const env = { TALLYSTICK_PORT: '70000' };
  expect(messageOf({ flags: bad, env, file: bad })).toContain('(set by --port)');
  expect(messageOf({ env, file: bad })).toContain('(set by TALLYSTICK_PORT)');
  expect(messageOf({ env: { TALLYSTICK_PORT: '' }, file: bad })).toContain('(set by port in the configuration file)');
});

test('error: a shape that does not exist is refused with those that do', () => {
  const error = refusal(() => resolveConfig({ flags: { shapes: 'small,huge' } }));
  expect(error.message).toContain('shapes: expected names out of tiny, small, large, separated by commas, each once');
  expect(error.facts).toMatchObject({ field: 'shapes', given: 'small,huge' });
});

test('error: an endpoint that is no URL is not shown, since it may hold a key', () => {
  const error = refusal(() => resolveConfig({ env: { TALLYSTICK_RPC: 'rpc.example/v3/0a1b2c' } }));
  expect(error.message).toMatch(/^rpcUrl: expected .*, got something else \(set by TALLYSTICK_RPC\)$/);
  expect(error.facts).toMatchObject({ field: 'rpcUrl', given: '(secret)' });
  expect(JSON.stringify(error)).not.toContain('0a1b2c');
});

test('error: a key and a file that holds one, with both sources; the key is not shown', () => {
  const key = 'ab'.repeat(32);
  const env = { TALLYSTICK_OPERATOR_KEY: `0x${key}`, TALLYSTICK_STORE_KEY_FILE: 'store.key' };
  const operator = refusal(() => resolveConfig({ flags: { operatorKeyFile: 'operator.key' }, env }));
  expect(operator.code).toBe('sequencer/bad-config');
  expect(operator.message).toContain('(set by TALLYSTICK_OPERATOR_KEY and by --key-file)');
  expect(operator.facts).toMatchObject({ field: 'operatorKey', expected: 'operatorKey or operatorKeyFile' });
  const store = refusal(() => resolveConfig({ env, file: { storeKey: key } }));
  expect(store.message).toContain('(set by storeKey in the configuration file and by TALLYSTICK_STORE_KEY_FILE)');
  expect(JSON.stringify([operator, store]) + operator.message + store.message).not.toContain(key);
  // An empty variable counts as unset.
  expect(resolveConfig({ env: { ...env, TALLYSTICK_OPERATOR_KEY_FILE: '' } })).toMatchObject({
    operatorKey: `0x${key}`,
  });
});

test('error: a secret is never shown', () => {
  const error = refusal(() => resolveConfig({ env: { TALLYSTICK_OPERATOR_KEY: 'hunter2' } }));
  expect(JSON.stringify(error) + error.message).not.toContain('hunter2');
});

test('error: each row refuses what its parser cannot read', () => {
  const bad: Partial<Record<keyof typeof configRows, string>> = {
    rpcUrl: 'http://a,ftp://x',
    maxFeePerGas: '0.0000000001',
    maxPriorityFeePerGas: '0',
    databaseUrl: 'mysql://x',
    referenceString: 'best',
    shapes: 'a,,b',
    threads: '0',
    batchMaxAgeMs: '-1',
    logLevel: 'loud',
  };
  for (const [name, value] of Object.entries(bad)) {
    expect(refusal(() => resolveConfig({ flags: { [name]: value } })).facts.field, name).toBe(name);
  }
});

test('behavior: environment variables and flags are unique, secrets have no flag', () => {
  const rows: ConfigRow[] = Object.values(configRows);
  const flags = rows.flatMap(({ flag }) => (flag === undefined ? [] : [flag]));
  expect(new Set(rows.map(({ env }) => env)).size).toBe(rows.length);
  expect(new Set(flags).size).toBe(flags.length);
  expect(rows.filter(({ secret, flag }) => secret && flag)).toEqual([]);
});
