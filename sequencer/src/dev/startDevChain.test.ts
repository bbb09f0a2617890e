import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestClient, http, publicActions } from 'viem';
import { foundry } from 'viem/chains';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findAnvil } from './findAnvil.js';
import { endLeftChain, startDevChain } from './startDevChain.js';
import { takeDevPorts } from './takeDevPorts.js';

let folder: string;
const stops: (() => Promise<void>)[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tallystick-dev-chain-'));
});
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
  await rm(folder, { recursive: true, force: true });
});

async function start() {
  const { chain: port } = await takeDevPorts({ chain: 0, sequencer: 0, service: 0 });
  const started = await startDevChain({ anvil: findAnvil(), folder, port, onProcess: (stop) => stops.push(stop) });
  const transport = http(started.rpcUrl);
  const client = createTestClient({ mode: 'anvil', chain: foundry, transport }).extend(publicActions);
  return { ...started, client };
}

test('default: the next start goes on with its blocks, and never goes back in time', async () => {
  const first = await start();
  expect(first.isNew).toBe(true);
  await first.client.increaseTime({ seconds: 100_000 });
  await first.client.mine({ blocks: 1 });
  const before = await first.client.getBlock();
  await stops.pop()?.();
  await first.ended;
  expect(await readdir(folder)).not.toContain('chain.pid');

  const second = await start();
  expect(second.isNew).toBe(false);
  expect(await second.client.getBlock({ blockNumber: before.number })).toMatchObject({ hash: before.hash });
  const after = await second.client.getBlock();
  expect(after.timestamp).toBeGreaterThan(before.timestamp);
  expect(after.timestamp - before.timestamp).toBeLessThan(60n);
});

test.runIf(process.platform === 'linux')('behavior: what a killed process left running is ended', async () => {
  const { ended, client } = await start();
  await endLeftChain(folder);
  await ended;
  await expect(client.getChainId()).rejects.toThrow();
  expect(await readdir(folder)).toContain('chain.json');
});

test('error: an anvil that is not there', async () => {
  const starting = startDevChain({ anvil: join(folder, 'none'), folder, port: 1, onProcess: () => {} });
  await expect(starting).rejects.toMatchObject({ code: 'sequencer/dev-chain-failed' });
});
