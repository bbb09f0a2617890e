import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { anvilAccount, anvilKey, type CliWorld, createCliWorld } from '../../test-support/createCliWorld.js';
import { lintMetrics } from '../../test-support/lintMetrics.js';
import { registerWatcher } from '../chain/stake/registerWatcher.js';
import type { CliIo } from './io/CliIo.js';
import { runCli } from './runCli.js';

const SLOT_SECONDS = 15;
const EPOCH_SECONDS = 96 * SLOT_SECONDS;
const shape = { id: 9, name: 'double', opens: 3, settles: 2, credits: 2, withdrawals: 1, activeDepth: 10, capDepth: 2 };
const wallet = anvilAccount(1).address;
const TOKEN = 1_000_000n;

let world: CliWorld;
beforeAll(async () => {
  world = await createCliWorld({ shape, slotSeconds: SLOT_SECONDS });
});
afterAll(() => world?.stop());

/** Runs a command of stakes with `--json`, and answers its exit code, its texts and its JSON. */
async function stake(words: string, ...argv: string[]) {
  const result = await world.run(words, ...world.where, '--json', world.inFolder('result.json'), ...argv);
  return { ...result, json: result.code === 2 ? undefined : await world.readJson('result.json') };
}
const show = async () => (await stake('stake show')).json;

describe('tallystick stake', () => {
  test('default: register as a provider, with the responder that the wallet derives', async () => {
    const keys = await world.run('keys', '--deployment', world.inFolder('deployment.json'));
    const [, responder] = /probe responder\s+(0x\w+)/.exec(keys.out) ?? [];
    const { code, json, out } = await stake(
      'stake register-provider',
      ...['--endpoint', 'https://provider.example', '--stake', `${130n * TOKEN}`, '--uptime', '99.5', '--compute', '8'],
    );
    expect(code).toBe(0);
    expect(json).toMatchObject({ provider: wallet, promisedUptimeBps: 9950, responder, fromEpoch: 2 });
    expect(out).toContain('obliged from');
    expect((await show()).provider).toMatchObject({
      status: 'active',
      stake: `${130n * TOKEN}`,
      // The least that a provider needs: its capacity alone would require 80.
      requirement: `${100n * TOKEN}`,
      capacity: { compute: 8, storageGib: 0, egressMibPerSecond: 0 },
      endpoint: 'https://provider.example',
      responder,
    });
  });

  test('default: register as a watcher, top up', async () => {
    const { code, json } = await stake(
      'stake register-watcher',
      ...['--endpoint', 'https://watcher.example', '--stake', `${100n * TOKEN}`],
    );
    expect(code).toBe(0);
    expect(json).toMatchObject({ watcher: wallet, fromEpoch: 2 });
    expect((await stake('stake top-up', '--kind', 'watcher', '--amount', '5')).code).toBe(0);
    expect((await show()).watcher).toMatchObject({ status: 'active', stake: `${100n * TOKEN + 5n}` });
  });

  test('behavior: change what is declared', async () => {
    const endpoint = 'https://moved.example';
    const terms = ['--endpoint', endpoint, '--uptime', '98', '--compute', '12', '--responder', wallet];
    expect((await stake('stake update-provider', ...terms)).code).toBe(0);
    expect((await stake('stake update-watcher', '--endpoint', endpoint)).code).toBe(0);
    const { provider, watcher } = await show();
    expect(provider).toMatchObject({
      endpoint,
      promisedUptimeBps: 9800,
      responder: wallet,
      requirement: `${120n * TOKEN}`,
    });
    expect(watcher).toMatchObject({ endpoint });
    const more = ['--endpoint', endpoint, '--uptime', '98', '--compute', '14'];
    const { json } = await stake('stake update-provider', ...more);
    expect(json.error).toMatchObject({
      code: 'chain/reverted',
      facts: { error: 'StakeTooLow', required: `${140n * TOKEN}` },
    });
  });

  test('error: reactivate an account that is active', async () => {
    const { json } = await stake('stake reactivate', '--kind', 'provider');
    expect(json.error).toMatchObject({ code: 'chain/reverted', facts: { error: 'StakeSufficient' } });
  });

  test('behavior: unbond a part and withdraw it when its time has come', async () => {
    const { json } = await stake('stake unbond', '--kind', 'provider', '--amount', '7');
    expect(json).toMatchObject({ amount: '7' });
    const early = await stake('stake withdraw', '--kind', 'provider');
    expect(early.code).toBe(1);
    expect(early.json.error).toMatchObject({ code: 'chain/reverted', facts: { error: 'WithdrawTooEarly' } });
    await world.moveTo(json.withdrawableAt);
    expect((await stake('stake withdraw', '--kind', 'provider')).json).toMatchObject({ amount: '7' });
    expect((await show()).provider).toMatchObject({ stake: `${130n * TOKEN - 7n}`, unbonding: '0' });
  });

  test('error: unbonding more than what is free', async () => {
    const { code, json } = await stake('stake unbond', '--kind', 'provider', '--amount', `${50n * TOKEN}`);
    expect(code).toBe(1);
    expect(json.error).toMatchObject({
      code: 'chain/reverted',
      facts: { error: 'StakeTooLow', required: `${120n * TOKEN}` },
    });
  });

  test('error: nothing to claim', async () => {
    expect((await stake('stake claim')).json.error).toMatchObject({ code: 'stake/nothing-to-claim' });
  });

  test('error: a demand where there is no committee', async () => {
    const { json } = await stake('stake demand', '--epoch', '1', '--watcher', wallet);
    expect(json.error).toMatchObject({ code: 'stake/not-in-committee', facts: { drawn: false } });
  });

  test('error: both or neither of --amount and --all', async () => {
    for (const more of [[], ['--amount', '5', '--all']]) {
      const { json } = await stake('stake unbond', '--kind', 'watcher', ...more);
      expect(json.error).toMatchObject({ code: 'stake/malformed', facts: { field: '--amount' } });
    }
  });

  test('error: more than the wallet has', async () => {
    const { json } = await stake('stake top-up', '--kind', 'watcher', '--amount', `${10n ** 20n}`);
    expect(json.error).toMatchObject({ code: 'chain/insufficient-tokens', facts: { field: 'amount' } });
  });

  test.each([
    [['--uptime', '100'], 'Expected a percentage from 0.01 to 99.99'],
    [['--uptime', '99.555'], 'Expected a percentage'],
    [['--compute', '4294967296'], 'Expected a whole number from 0 to 4294967295'],
    [['--endpoint', 'provider.example'], 'Expected the URL of an HTTP service'],
    [['--stake', '1e6'], 'Expected a whole number of token base units'],
  ])('error: %j', async (given, expected) => {
    const base = { '--endpoint': 'https://p.example', '--stake': '5', '--uptime': '99', '--compute': '1' };
    const argv = Object.entries({ ...base, [given[0] as string]: given[1] as string }).flat();
    const { code, err } = await stake('stake register-provider', ...argv);
    expect(code).toBe(2);
    expect(err).toContain(expected);
  });

  test('error: a kind that there is not', async () => {
    const { code, err } = await stake('stake withdraw', '--kind', 'operator');
    expect(code).toBe(2);
    expect(err).toContain('Allowed choices are provider, watcher');
  });

  test('error: a deployment without courts', async () => {
    const { courts: _, ...rest } = await world.readJson('deployment.json');
    const file = await world.writeJson('plain.json', rest);
    const { err } = await world.run('stake show', '--rpc', world.rpcUrl, '--deployment', file);
    expect(err).toContain('error stake/no-courts');
    expect(err).toContain('deploy-courts');
  });
});

test('default: tallystick keeper --once does what is due, and nothing twice', async () => {
  for (const index of [2, 3, 4, 5]) {
    const { publicClient, writer, courts } = world;
    const registration = {
      endpoint: 'https://watcher.example',
      stake: 100n * TOKEN,
      stakeRegistry: courts.stakeRegistry,
    };
    await registerWatcher({ publicClient, walletClient: writer(index), ...registration });
  }
  const epoch = Math.floor(((await world.chainNow()) - world.courts.genesis) / EPOCH_SECONDS) + 2;
  await world.moveTo(world.courts.genesis + (epoch - 1) * EPOCH_SECONDS);
  const folder = ['--data-dir', world.inFolder('journal')];
  // It sends past an endpoint that nobody serves.
  const first = await stake('keeper --once', ...folder, '--rpc', `http://127.0.0.1:1,${world.rpcUrl}`);
  expect(first.err).not.toContain('warning:');
  expect(first.err).toContain(`draw-seed:${epoch} done 0x`);
  expect(first.json).toMatchObject({ keeper: wallet, looks: 1, done: 1, errors: 0 });
  const second = await stake('keeper --once', ...folder);
  expect(second.json).toMatchObject({ looks: 1, done: 0, obsolete: 0, errors: 0 });
  const old = ['--journal', world.inFolder('old-journal')];
  const third = await stake('keeper --once', ...old);
  const both = await stake('keeper --once', ...old.with(1, world.inFolder('unused')), ...folder);
  expect(third.err.match(/warning: .*/g)).toEqual([
    'warning: --journal is now --data-dir; the old name goes with the next release.',
  ]);
  expect(both.err.match(/warning: .*/g)).toEqual([
    'warning: --journal is now --data-dir; both are given, and --data-dir counts.',
  ]);
  expect([existsSync(world.inFolder('old-journal')), existsSync(world.inFolder('unused'))]).toEqual([true, false]);
  const shown = await stake('stake show', '--epoch', `${epoch}`);
  expect(shown.json.committee).toMatchObject({ drawn: true, isVoid: true, epoch });
  expect(shown.out).toContain('too few roots: void so far');
});

/** Runs a command that ends when it is interrupted, which it is once its metrics were read where it says that they are. */
async function readMetricsOf(index: number, ...argv: string[]) {
  let err = '';
  let metrics = '';
  let code: number | undefined;
  let interrupt: () => void = () => {};
  const interrupted = new Promise<void>((resolve) => {
    interrupt = resolve;
  });
  const isComplete = () => /_balance_wei\{/.test(metrics) && /_(looks_total\{[^\n]* [1-9]|ready\{)/.test(metrics);
  const reading = (async () => {
    while (!isComplete() && code === undefined) {
      const [url] = /http:\/\/127\.0\.0\.1:\d+\/metrics/.exec(err) ?? [];
      if (url !== undefined) metrics = await (await fetch(url)).text();
      await setTimeout(20);
    }
    interrupt();
  })();
  const io: CliIo = {
    stdout: { write: () => true },
    stderr: { write: (text: string) => (err += text) },
    env: { TALLYSTICK_PRIVATE_KEY: anvilKey(index) },
    now: () => 0,
    pause: (ms, signal) => setTimeout(ms, undefined, signal === undefined ? {} : { signal }).catch(() => undefined),
    interrupted: () => interrupted,
  };
  code = await runCli([...argv, ...world.where, '--metrics-port', '0'], io);
  await reading;
  const [url = ''] = /http:\/\/127\.0\.0\.1:\d+\/metrics/.exec(err) ?? [];
  await expect(fetch(url)).rejects.toThrow();
  return { code, err, metrics };
}

test('default: tallystick keeper and watch serve their metrics on a loopback port until they end', async () => {
  const keeper = await readMetricsOf(1, 'keeper', '--data-dir', world.inFolder('journal'));
  expect(keeper.code, keeper.err).toBe(0);
  expect(keeper.metrics).toMatch(/^tallystick_keeper_balance_wei\{wallet="0x\w{40}"\} [1-9]/m);
  const times = ['--probe-timeout', '1000', '--poll-interval', '1000'];
  const watch = await readMetricsOf(2, 'watch', '--port', '0', '--data-dir', world.inFolder('watcher'), ...times);
  expect(watch.code, watch.err).toBe(0);
  expect(watch.metrics).toMatch(/^tallystick_watcher_ready\{watcher="0x\w{40}"\} /m);
  for (const { metrics } of [keeper, watch]) {
    expect(metrics).toMatch(/^tallystick_(watcher|keeper)_process_resident_memory_bytes [1-9]/m);
    expect(lintMetrics(metrics)).toEqual([]);
  }
});

test('error: a taken port for the metrics is told before anything else is looked at', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const { code, err } = await world.run(
    'keeper',
    '--rpc',
    'http://127.0.0.1:1',
    '--deployment',
    'none',
    ...['--metrics-port', `${port}`],
  );
  server.close();
  expect(code).toBe(1);
  expect(err).toContain('error cli/cannot-listen');
  expect(err).toContain('EADDRINUSE');
});
