import { spawnSync } from 'node:child_process';
import { chmod, chown, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { waitUntil } from '../../examples/demo/waitUntil.js';
import { type Anvil, startAnvil } from '../../verifier-contracts/test-support/startAnvil.js';
import { CONTAINER_USER, type Restricted, runRestricted } from '../support/runRestricted.js';
import { startTestDatabase } from '../support/startTestDatabase.js';

const path = (relative: string) => fileURLToPath(new URL(`../../${relative}`, import.meta.url));
const sequencerBin = path('sequencer/bin/tallystick-sequencer.mjs');
const healthy = path('docs/operate/containers/healthy.mjs');
/** The development chain's first wallet; everybody knows it. */
const key = '0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80';

let dir: string;
let anvil: Anvil;
let postgres: Awaited<ReturnType<typeof startTestDatabase>>;
const running: Restricted[] = [];
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'tallystick-containers-'));
  await chmod(dir, 0o711);
  [anvil, postgres] = await Promise.all([startAnvil(), startTestDatabase()]);
  // What is there already of circuits and keys need not be made again.
  await cp(join(homedir(), '.cache', 'tallystick'), join(dir, 'cache'), { recursive: true }).catch(() => undefined);
  const args = ['deploy', '--rpc', anvil.rpcUrl, '--shapes', 'tiny', '--dev-token', '--cache-dir', 'cache'];
  const env = { ...process.env, TALLYSTICK_OPERATOR_KEY: key };
  const deployed = spawnSync(process.execPath, [sequencerBin, ...args], { cwd: dir, env, encoding: 'utf8' });
  expect(deployed.status, deployed.stderr).toBe(0);
  const database = await postgres.database();
  const secrets = {
    'operator.key': key,
    'store.key': '5a'.repeat(32),
    'view.key': `0x${'00'.repeat(31)}07`,
    'sequencer.toml': `databaseUrl = "${database.options.connectionString}"\nrpcUrl = "${anvil.rpcUrl}"\nshapes = "tiny"\n`,
  };
  for (const [name, text] of Object.entries(secrets)) {
    await writeFile(join(dir, name), text, { mode: 0o400 });
    await chown(join(dir, name), CONTAINER_USER, CONTAINER_USER);
  }
  spawnSync('chown', ['-R', `${CONTAINER_USER}:${CONTAINER_USER}`, join(dir, 'cache')]);
});
afterAll(async () => {
  await Promise.all(running.map((each) => (each.exitCode() === null ? each.stop() : undefined)));
  await anvil?.stop();
  await postgres?.stop();
  await rm(dir, { recursive: true, force: true });
});

/** A command as an image runs it, with volumes and a tmpfs of its own. */
async function start(name: string, command: readonly string[], env: Record<string, string>, volumes: string[] = []) {
  const temporary = join(dir, `tmp-${name}`);
  const cwd = join(dir, `data-${name}`);
  for (const folder of [temporary, cwd]) await mkdir(folder);
  await chown(cwd, CONTAINER_USER, CONTAINER_USER);
  const restricted = runRestricted({
    command: [process.execPath, ...command],
    env: { NODE_ENV: 'production', TMPDIR: temporary, ...env },
    writable: [cwd, ...volumes.map((volume) => join(dir, volume))],
    temporary,
    cwd,
  });
  running.push(restricted);
  return { ...restricted, cwd, temporary };
}

const answers = (url: string, { output, exitCode }: Restricted, status = 200) =>
  waitUntil(url, async () => {
    if (exitCode() !== null) throw new Error(output());
    return (await fetch(url).catch(() => undefined))?.status === status ? true : undefined;
  });
async function findFreePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
const isHealthy = (target: string) => spawnSync(process.execPath, [healthy, target], { encoding: 'utf8' }).status;

test('behavior: the restrictions hold: nothing but the volume and the tmpfs can be written', async () => {
  const places = ['/', '/etc', '/usr', '/var', path(''), dir, '.', 'TMPDIR'];
  const program = `
    const { writeFileSync } = require('node:fs');
    const tried = ${JSON.stringify(places)}.map((place) => {
      try { writeFileSync((place === 'TMPDIR' ? process.env.TMPDIR : place) + '/probe', ''); return 'written'; } catch (error) { return error.code; }
    });
    console.log(JSON.stringify({ tried, pid: process.pid, uid: process.getuid(), home: process.env.HOME ?? null }));`;
  const probe = await start('probe', ['-e', program], {});
  await waitUntil('the probe', async () => (probe.exitCode() === null ? undefined : true));
  expect(JSON.parse(probe.output())).toEqual({
    tried: ['EROFS', 'EROFS', 'EROFS', 'EROFS', 'EROFS', 'EROFS', 'written', 'written'],
    pid: 1,
    uid: CONTAINER_USER,
    home: null,
  });
});

test('default: a sequencer, a prover and a gateway do their work so, and end in order on SIGTERM as the first process', async () => {
  const common = {
    TALLYSTICK_CONFIG: join(dir, 'sequencer.toml'),
    TALLYSTICK_STORE_KEY_FILE: join(dir, 'store.key'),
    TALLYSTICK_CACHE: join(dir, 'cache'),
  };
  const deployment = join(dir, 'deployment.json');
  const [port, paidPort, metricsPort] = [await findFreePort(), await findFreePort(), await findFreePort()];
  const sequencer = await start(
    'sequencer',
    [sequencerBin, 'start'],
    {
      ...common,
      TALLYSTICK_OPERATOR_KEY_FILE: join(dir, 'operator.key'),
      TALLYSTICK_DEPLOYMENT: deployment,
      TALLYSTICK_PORT: `${port}`,
    },
    ['cache'],
  );
  const url = `http://127.0.0.1:${port}`;
  await answers(`${url}/readyz`, sequencer);
  expect(isHealthy(`${url}/healthz`)).toBe(0);
  expect(isHealthy(`${url}/nowhere`)).toBe(1);

  const prover = await start('prover', [sequencerBin, 'prove', '--json', 'prover.json'], common, ['cache']);
  await waitUntil('the prover', async () => {
    if (prover.exitCode() !== null) throw new Error(prover.output());
    return (await readFile(join(prover.cwd, 'prover.json'), 'utf8').catch(() => '')) === '' ? undefined : true;
  });
  expect(isHealthy(join(prover.cwd, 'prover.json'))).toBe(0);

  const gateway = await start('gateway', [path('docs/operate/containers/gateway.mjs')], {
    TALLYSTICK_DEPLOYMENT: deployment,
    TALLYSTICK_SEQUENCER: url,
    PROVIDER_SERIAL: '77',
    PROVIDER_VIEW_KEY_FILE: join(dir, 'view.key'),
    PORT: `${paidPort}`,
    METRICS_PORT: `${metricsPort}`,
  });
  await answers(`http://127.0.0.1:${paidPort}/answer`, gateway, 402);
  expect(isHealthy(`http://127.0.0.1:${paidPort}/healthz`)).toBe(0);
  const metrics = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
  expect(metrics).toMatch(/tallystick_gateway_requests_total\{provider="77",outcome="demanded",\S+ [1-9]/);
  // Nobody has opened an account of this serial, and the log says so once.
  expect(gateway.output().match(/knows no account with the provider's serial/g)).toHaveLength(1);

  for (const [name, each] of Object.entries({ gateway, prover, sequencer })) {
    expect(await each.stop(), `${name}: ${each.output()}`).toBe(0);
    expect(each.output()).not.toContain(key.slice(2));
  }
});
