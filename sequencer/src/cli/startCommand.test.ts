import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serializeDeployment } from '@tallystick/verifier-contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startCommand } from './startCommand.js';

const host = '127.0.0.1';
const address = '0x5FbDB2315678afecb367f032d93F642f64180aa3';
/** The development chain's first wallet; everybody knows it. */
const key = '0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80';

let folder: string;
let taken: Server;
let port: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tallystick-start-'));
  await writeFile(join(folder, 'broken.json'), '{}');
  const addresses = {
    rollup: address,
    token: address,
    accessManager: address,
    admin: address,
    operator: address,
  } as const;
  const numbers = { chainId: 31337, operatorSerial: 1, feeBps: 100, refundDelaySeconds: 86_400, domain: 7n } as const;
  const blocks = { deployedAtBlock: 12n, openFeeWei: 1n, verifiers: { tiny: address } } as const;
  await writeFile(join(folder, 'good.json'), serializeDeployment({ ...addresses, ...numbers, ...blocks }));
  taken = createServer().listen({ host, port: 0 });
  await once(taken, 'listening');
  port = `${(taken.address() as AddressInfo).port}`;
});
afterAll(async () => {
  taken.close();
  await rm(folder, { recursive: true, force: true });
});

/** At a chain that nobody answers for. */
async function start(deployment: string, ...argv: string[]): Promise<unknown> {
  const command = startCommand({ TALLYSTICK_OPERATOR_KEY: key }).exitOverride();
  const files = ['--data-dir', join(folder, 'data'), '--cache-dir', join(folder, 'cache')];
  const made = ['--json', join(folder, 'results', 'running.json'), '--deployment', join(folder, deployment)];
  const parsed = command.parseAsync(['--rpc', `http://${host}:1`, ...files, ...made, ...argv], { from: 'user' });
  return parsed.catch((error: unknown) => error);
}

test('error: what is wrong outside is told before anything is made', async () => {
  const before = await readdir(folder);
  expect(await start('nowhere.json', '--port', '0')).toMatchObject({ code: 'deployment/not-found' });
  expect(await start('broken.json', '--port', '0')).toMatchObject({ code: 'deployment/malformed' });
  expect(await start('good.json', '--port', '0')).toMatchObject({ code: 'chain/unreachable' });
  expect(await start('good.json', '--port', port, '--host', host)).toMatchObject({
    code: 'sequencer/cannot-listen',
    message: `The HTTP service can't listen at ${host}, port ${port}: EADDRINUSE`,
    facts: { host, port: Number(port), reason: 'EADDRINUSE' },
    remedy: expect.stringContaining('`--port`'),
  });
  expect(await readdir(folder)).toEqual(before);
});

test('behavior: one that may stand by asks for its port only once it drives', async () => {
  expect(await start('good.json', '--port', port, '--host', host, '--standby')).toMatchObject({
    code: 'chain/unreachable',
  });
});
