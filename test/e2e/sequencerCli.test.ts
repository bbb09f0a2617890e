import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rollupAbi } from '@tallystick/verifier-contracts';
import pg from 'pg';
import type { Address } from 'viem';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listProcesses } from '../../bench/chaos/listProcesses.js';
import { waitUntil } from '../../examples/demo/waitUntil.js';
import { type Anvil, startAnvil } from '../../verifier-contracts/test-support/startAnvil.js';

const cli = fileURLToPath(new URL('../../sequencer/dist/cli/main.js', import.meta.url));
/** The development chain's first wallet; everybody knows it. */
const key = '0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80';

let anvil: Anvil;
let dir: string;
const children: ChildProcess[] = [];
beforeAll(async () => {
  anvil = await startAnvil();
  dir = await mkdtemp(join(tmpdir(), 'tallystick-cli-'));
  // PostgreSQL may run as another user, who has to get through.
  await chmod(dir, 0o711);
});
afterAll(async () => {
  for (const child of children) child.kill('SIGTERM');
  await anvil?.stop();
  await rm(dir, { recursive: true, force: true });
});

function run(args: string[], env: Record<string, string> = {}): { child: ChildProcess; output: () => string } {
  const child = spawn(process.execPath, [cli, ...args], { cwd: dir, env: { ...process.env, ...env } });
  children.push(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk) => {
      output += chunk;
    });
  }
  return { child, output: () => output };
}

async function finished({ child, output }: ReturnType<typeof run>): Promise<{ code: number | null; output: string }> {
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, output: output() };
}

test('default: deploys, starts with the key from a file, stops in order on SIGTERM', async () => {
  const keyFile = join(dir, 'operator.key');
  await writeFile(keyFile, `${key}\n`, { mode: 0o600 });
  const common = ['--rpc', anvil.rpcUrl, '--shapes', 'tiny', '--key-file', keyFile, '--poll-interval', '50'];
  const guardian = `0x${'12'.repeat(20)}` as const;
  const terms = ['--reservation-delay-seconds', '600', '--liveness-period-seconds', '7200', '--guardian', guardian];
  const deployed = await finished(run(['deploy', ...common, ...terms, '--dev-token', '--json', 'result.json']));
  expect(deployed, deployed.output).toMatchObject({ code: 0 });
  const deployment = JSON.parse(await readFile(join(dir, 'deployment.json'), 'utf8')) as Record<string, unknown>;
  expect(deployment).toMatchObject({ chainId: 31337, operatorSerial: 1 });
  expect(JSON.parse(await readFile(join(dir, 'result.json'), 'utf8'))).toEqual(deployment);
  const { publicClient } = anvil.clients(0);
  const rollup = { address: deployment.rollup as Address, abi: rollupAbi } as const;
  expect(await publicClient.readContract({ ...rollup, functionName: 'reservationDelay' })).toBe(600);
  expect(await publicClient.readContract({ ...rollup, functionName: 'livenessPeriod' })).toBe(7200);
  expect(await publicClient.readContract({ ...rollup, functionName: 'reservationFeeWei' })).toBe(10n ** 15n);
  await publicClient.simulateContract({ ...rollup, functionName: 'pauseOpens', account: guardian });

  const running = run(['start', ...common, '--port', '0', '--json', 'running.json', '--batch-max-age', '0']);
  const ended = finished(running);
  const { url, pid } = await waitUntil('the service', async () => {
    if (running.child.exitCode !== null) throw new Error(running.output());
    const text = await readFile(join(dir, 'running.json'), 'utf8').catch(() => '');
    return text === '' ? undefined : (JSON.parse(text) as { url: string; pid: number });
  });
  expect(pid).toBe(running.child.pid);
  expect((await fetch(`${url}/readyz`)).status).toBe(200);
  expect(await (await fetch(`${url}/v1/deployment`)).json()).toEqual(deployment);
  const second = await finished(run(['start', ...common, '--port', '0']));
  expect(second.code).toBe(1);
  expect(second.output).toContain(
    `error sequencer/already-running: A sequencer runs in .tallystick already: process ${pid}.`,
  );
  // It sends SIGTERM.
  expect(await finished(run(['stop', '--json', 'stopped.json']))).toMatchObject({ code: 0, output: '' });
  expect(JSON.parse(await readFile(join(dir, 'stopped.json'), 'utf8'))).toEqual({ pid });
  const { code, output } = await ended;
  expect(code, output).toBe(0);
  expect(deployed.output + output).not.toContain(key.slice(2));
  await expect(fetch(`${url}/healthz`)).rejects.toThrow();
});

test('behavior: a closed terminal ends it in order, and a second signal at once, with nothing of it left behind', async () => {
  const options = ['--rpc', anvil.rpcUrl, '--shapes', 'tiny', '--key-file', join(dir, 'operator.key')];
  const start = async (name: string) => {
    const running = run([
      'start',
      ...options,
      '--data-dir',
      'signals',
      '--port',
      '0',
      '--provers',
      '1',
      '--json',
      name,
    ]);
    const ended = finished(running);
    await waitUntil(name, async () => {
      if (running.child.exitCode !== null) throw new Error(running.output());
      return (await readFile(join(dir, name), 'utf8').catch(() => '')) === '' ? undefined : true;
    });
    return { child: running.child, ended };
  };
  const isThere = async (pid: number) => (await listProcesses()).some((other) => other.pid === pid);
  const postgres = async () =>
    Number((await readFile(join(dir, 'signals', 'postgres', 'postmaster.pid'), 'utf8')).split('\n')[0]);

  const first = await start('hup.json');
  first.child.kill('SIGHUP');
  expect(await first.ended).toMatchObject({ code: 0 });

  const second = await start('twice.json');
  const server = await postgres();
  const workers = (await listProcesses()).filter(({ parent }) => parent === second.child.pid).map(({ pid }) => pid);
  expect(workers.length).toBeGreaterThan(1);
  // Both in one turn: the second comes while it stops.
  second.child.kill('SIGTERM');
  second.child.kill('SIGINT');
  const { code } = await second.ended;
  expect([130, 143]).toContain(code);
  for (const pid of [server, ...workers]) {
    await waitUntil(`the end of ${pid}`, async () => ((await isThere(pid)) ? undefined : true));
  }
  // What was left in the middle is gone on with.
  const third = await start('after.json');
  third.child.kill('SIGTERM');
  expect(await third.ended).toMatchObject({ code: 0 });
});

test('behavior: of several that may take over, the one that drives is noted; one that loses the lock ends with a code', async () => {
  const options = ['--rpc', anvil.rpcUrl, '--shapes', 'tiny', '--key-file', join(dir, 'operator.key')];
  const start = (name: string) =>
    run(['start', ...options, '--standby', '--data-dir', 'shared', '--port', '0', '--provers', '0', '--json', name]);
  const ready = ({ child, output }: ReturnType<typeof run>, name: string) =>
    waitUntil(name, async () => {
      if (child.exitCode !== null) throw new Error(output());
      return (await readFile(join(dir, name), 'utf8').catch(() => '')) === '' ? undefined : true;
    });
  const standsBy = ({ output }: ReturnType<typeof run>) =>
    waitUntil('the standby', async () => (output().includes('this one stands by') ? true : undefined));
  const noted = async () => Number((await readFile(join(dir, 'shared', 'sequencer.pid'), 'utf8')).split('\n')[0]);

  const first = start('first.json');
  await ready(first, 'first.json');
  const second = start('second.json');
  await standsBy(second);
  expect(await noted()).toBe(first.child.pid);
  const killed = once(first.child, 'close');
  first.child.kill('SIGKILL');
  await killed;
  // Before the second has noted itself.
  const third = start('third.json');
  await ready(second, 'second.json');
  await standsBy(third);
  expect(await noted()).toBe(second.child.pid);

  const ended = finished(second);
  const password = await readFile(join(dir, 'shared', 'postgres.password'), 'utf8');
  const [, , , port] = (await readFile(join(dir, 'shared', 'postgres', 'postmaster.pid'), 'utf8')).split('\n');
  const client = new pg.Client({ connectionString: `postgresql://tallystick:${password}@127.0.0.1:${port}/postgres` });
  await client.connect();
  await client.query("select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and objid = 7473002");
  await client.end();
  const { code, output } = await ended;
  expect(code).toBe(1);
  expect(output).toMatch(/^error sequencer\/lock-lost: .+\n.+\n$/m);

  await ready(third, 'third.json');
  expect(await noted()).toBe(third.child.pid);
  expect(await finished(run(['stop', '--data-dir', 'shared']))).toMatchObject({ code: 0, output: '' });
});

test('error: a database that does not answer, without its password', async () => {
  const DATABASE_URL = 'postgresql://me:hidden-word@127.0.0.1:1/tallystick';
  const env = { TALLYSTICK_OPERATOR_KEY: key, TALLYSTICK_STORE_KEY: '5a'.repeat(32), DATABASE_URL };
  const { code, output } = await finished(run(['start', '--rpc', anvil.rpcUrl, '--port', '0'], env));
  expect(code).toBe(1);
  expect(output).toContain('error sequencer/database-unreachable: The database at postgresql://127.0.0.1:1/…');
  expect(output).not.toContain('hidden-word');
});

test('error: nothing runs that could be stopped', async () => {
  const { code, output } = await finished(run(['stop', '--data-dir', 'nowhere']));
  expect(code).toBe(1);
  expect(output).toContain('error sequencer/not-running');
});

test('error: a bad option ends with its name and the remedy, before anything is connected', async () => {
  const { code, output } = await finished(run(['start', '--port', 'x'], { TALLYSTICK_OPERATOR_KEY: key }));
  expect(code).toBe(2);
  expect(output).toContain('error sequencer/bad-config: port: expected an integer from 0 to 65535');
  expect(output).toContain('\n  remedy: Correct the option named in the facts');
  expect(output).not.toContain('    at ');
});

test('error: without the operator key, and with a deployment that is not there', async () => {
  const keyless = await finished(run(['start'], { TALLYSTICK_OPERATOR_KEY: '' }));
  expect(keyless).toMatchObject({ code: 2 });
  expect(keyless.output).toContain('operatorKey');
  const lost = await finished(run(['start', '--deployment', 'nowhere.json'], { TALLYSTICK_OPERATOR_KEY: key }));
  expect(lost).toMatchObject({ code: 1 });
  expect(lost.output).toContain('deployment/not-found');
});
