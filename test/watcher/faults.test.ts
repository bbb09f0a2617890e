import { existsSync } from 'node:fs';
import { rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { WatchClock } from '@tallystick/prover/watcher';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createWorld, DAY_MS, EPOCH_MS, SLOT_MS, TIMES, type World } from './support/createWorld.js';

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(() => world?.close());

const endMs = DAY_MS + EPOCH_MS;

describe('posting', () => {
  test('behavior: tried again as long as the window is open, and never twice once it is there', async () => {
    const fail = { count: 3 };
    world.court.interceptPost((post) => {
      fail.count -= 1;
      if (fail.count >= 0) throw new Error('the node is away');
      post();
    });
    const watcher = await world.start();
    await world.clock.advanceTo(endMs + 90_000);
    expect(world.court.rootOf(1, world.address)).toBeUndefined();
    expect(watcher.status().problems).toHaveProperty('roots');
    await world.clock.advanceTo(endMs + 8 * SLOT_MS);
    expect(world.court.rootOf(1, world.address)).toBeDefined();
    expect(watcher.status()).toMatchObject({ problems: {}, lastRoot: { epoch: 1, posted: true } });
    expect(world.court.transactions.filter(({ what }) => what === 'root')).toHaveLength(1);
  });

  test('behavior: a transaction that was mined although its answer was lost is not sent again', async () => {
    world.court.interceptPost((post) => {
      post();
      throw new Error('the connection broke');
    });
    const watcher = await world.start();
    await world.clock.advanceTo(endMs + 5 * SLOT_MS);
    expect(world.court.transactions.filter(({ what }) => what === 'root')).toHaveLength(1);
    expect(watcher.status()).toMatchObject({ problems: {}, lastRoot: { posted: true } });
  });

  test('behavior: nothing is posted after the window', async () => {
    const watcher = await world.start();
    await world.toSlot(1);
    await world.stop(watcher);
    await world.clock.advanceTo(endMs + TIMES.postSeconds * 1000);
    await world.start();
    await world.clock.advanceTo(endMs + EPOCH_MS);
    expect(world.court.transactions.filter(({ what, epoch }) => what === 'root' && epoch === 1)).toHaveLength(0);
  });

  test('error: another root is there already', async () => {
    const watcher = await world.start();
    world.court.setRoot(1, world.address, 5n);
    await world.clock.advanceTo(endMs + 2 * SLOT_MS);
    expect(watcher.status().problems.roots).toBe('watcher/root-conflict');
    expect(world.court.rootOf(1, world.address)).toBe(5n);
  });
});

describe('clocks and faults', () => {
  test("behavior: a clock that is ahead decides nothing before the chain's time is there", async () => {
    const chain = { ...world.court.chainOf(world.address), now: async () => endMs / 1000 - 600 };
    const watcher = await world.start({}, { chain });
    await world.clock.advanceTo(endMs + 90_000);
    expect(watcher.status()).toMatchObject({ problems: { roots: 'watcher/too-early' }, lastRoot: undefined });
    expect(world.court.rootOf(1, world.address)).toBeUndefined();
    await world.stop(watcher);
    // The clock is set right: what is seen until the true end counts.
    await world.start();
    await world.clock.advanceTo(endMs + 4 * SLOT_MS);
    expect(world.court.rootOf(1, world.address)).toBeDefined();
  });

  test('behavior: a fault ends the watcher instead of its work alone', async () => {
    let isFaulty = false;
    const clock: WatchClock = {
      ...world.clock,
      nowMs: () => {
        if (isFaulty) throw new RangeError('a fault');
        return world.clock.nowMs();
      },
    };
    const watcher = await world.start({}, { clock });
    isFaulty = true;
    const failed = watcher.failure.catch((error: unknown) => error);
    await world.clock.advanceTo(DAY_MS + SLOT_MS);
    expect(await failed).toMatchObject({ message: 'a fault' });
    isFaulty = false;
    expect(watcher.status().problems).toHaveProperty('internal');
    await world.stop(watcher);
  });
});

describe('data folder', () => {
  const secret = (): string => join(world.folder, 'data', 'secret');

  test('behavior: for its owner alone', async () => {
    await world.start();
    for (const [name, mode] of [
      ['', 0o700],
      ['records', 0o700],
      ['secret', 0o600],
    ] as const) {
      expect((await stat(join(world.folder, 'data', name))).mode & 0o777, name).toBe(mode);
    }
  });

  test('error: the secret is lost', async () => {
    await world.stop(await world.start());
    await rm(secret());
    await expect(world.start()).rejects.toMatchObject({ code: 'watcher/secret-missing' });
  });

  test('error: another secret', async () => {
    await world.stop(await world.start());
    await writeFile(secret(), `${'ab'.repeat(32)}\n`);
    await expect(world.start()).rejects.toMatchObject({ code: 'watcher/secret-missing' });
  });

  test('error: the folder of another watcher', async () => {
    await world.stop(await world.start());
    const other = world.providers[0]?.provider ?? world.address;
    await expect(world.startAs(other)).rejects.toMatchObject({
      code: 'watcher/foreign-data',
      facts: { given: { watcher: world.address }, expected: { watcher: other } },
    });
  });
});

describe('configuration', () => {
  test.each([
    ['a timeout of more than a quarter of a slot', { probeTimeoutMs: 15_001 }, 'probeTimeoutMs'],
    ['a look at the chain too seldom for its windows', { pollIntervalMs: 150_001 }, 'pollIntervalMs'],
    ['records kept too short', { keepEpochs: 1 }, 'keepEpochs'],
    ['no port', { port: 70_000 }, 'port'],
    ['an empty host', { host: '' }, 'host'],
  ])('error: %s', async (_what, config, field) => {
    const start = async () => world.start(config);
    await expect(start()).rejects.toMatchObject({ code: 'watcher/bad-configuration', facts: { field } });
  });

  test('behavior: what failed to start leaves nothing behind', async () => {
    const watcher = await world.start();
    const { port } = new URL(watcher.url());
    await expect(world.start({ port: Number(port), dataDir: join(world.folder, 'second') })).rejects.toMatchObject({
      code: 'watcher/cannot-listen',
      message: `The HTTP service can't listen at 127.0.0.1, port ${port}: EADDRINUSE`,
      facts: { host: '127.0.0.1', port: Number(port), reason: 'EADDRINUSE' },
    });
    expect(existsSync(join(world.folder, 'second'))).toBe(false);
    await world.stop(watcher);
    const again = await world.start({ port: Number(port), dataDir: join(world.folder, 'second') });
    expect((await fetch(`${again.url()}/healthz`)).status).toBe(200);
  });
});
