import { isSlotUp } from '@tallystick/prover/statements';
import type { Watcher } from '@tallystick/prover/watcher';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createWorld, DAY_MS, EPOCH_MS, SLOT_MS, type World } from './support/createWorld.js';
import type { TestProvider } from './support/startProvider.js';

let world: World;
let provider: TestProvider;
beforeEach(async () => {
  world = await createWorld();
  [provider] = world.providers as [TestProvider];
});
afterEach(() => world?.close());

/** The slots that the watcher has as down, once the epoch is over. */
async function downSlots(watcher: Watcher): Promise<number[]> {
  await world.clock.advanceTo(DAY_MS + EPOCH_MS + 2 * SLOT_MS);
  const { bitmap } = await world.openingOf(watcher, provider);
  return [...Array(96).keys()].filter((slot) => !isSlotUp(bitmap, slot));
}

describe('in doubt for the provider', () => {
  test('behavior: one bad answer in a slot is forgiven, two are not', async () => {
    const watcher = await world.start();
    let failures = 0;
    const failing = (times: number) => {
      failures = times;
      provider.setBehavior((_request, response) => {
        failures -= 1;
        if (failures === 0) provider.setBehavior(undefined);
        response.writeHead(500).end();
      });
    };
    await world.toSlot(3);
    failing(1);
    await world.toSlot(5);
    failing(2);
    await world.toSlot(6);
    expect(provider.probedAtMs).toHaveLength(3 + 2 + 1 + 2);
    expect(await downSlots(watcher)).toEqual([5]);
  });

  test('behavior: an answer that comes too late counts as none', async () => {
    const watcher = await world.start({ probeTimeoutMs: 500 });
    await world.toSlot(2);
    provider.setBehavior(() => {}); // keeps the connection open and says nothing
    await world.toSlot(4);
    provider.setBehavior(undefined);
    expect(await downSlots(watcher)).toEqual([2, 3]);
  });

  test('behavior: slots in which the watcher was off count as up, and so do those without a network', async () => {
    const first = await world.start();
    await world.toSlot(10);
    await provider.close();
    await world.toSlot(12); // seen down
    await world.stop(first);
    await world.toSlot(20); // off
    const second = await world.start();
    await world.toSlot(22); // seen down again
    world.court.setBroken(true);
    await world.toSlot(30); // cut off
    const { counters, problems } = second.status();
    expect(counters).toMatchObject({ slotsUnobserved: 8, slotsRecorded: 10 });
    expect(problems).toHaveProperty('assignments');
    expect((await fetch(`${second.url()}/readyz`)).status).toBe(503);
    world.court.setBroken(false);
    await world.toSlot(32); // seen down
    await provider.open();
    expect(await downSlots(second)).toEqual([10, 11, 20, 21, 30, 31]);
  });

  test('behavior: a watcher that was off all day posts leaves of slots that are up', async () => {
    await provider.close();
    await world.clock.advanceTo(DAY_MS + EPOCH_MS + SLOT_MS);
    const watcher = await world.start();
    expect(await downSlots(watcher)).toEqual([]);
    expect(watcher.status().lastRoot).toMatchObject({ epoch: 1, posted: true });
  });

  test('behavior: a slot that was recorded before a restart is not probed again', async () => {
    const first = await world.start();
    await world.clock.advanceTo(DAY_MS + SLOT_MS - 1);
    await world.stop(first);
    const second = await world.start();
    await world.clock.advanceTo(DAY_MS + SLOT_MS - 1);
    expect(provider.probedAtMs).toHaveLength(1);
    await world.toSlot(2);
    expect(provider.probedAtMs).toHaveLength(2);
    expect(second.status().counters.slotsMissed).toBe(0);
  });

  test('behavior: a watcher that starts near the end of a slot lets it pass', async () => {
    await world.clock.advanceTo(DAY_MS + SLOT_MS - 9_900);
    const watcher = await world.start();
    await world.clock.advanceTo(DAY_MS + SLOT_MS - 1);
    expect(provider.probedAtMs).toHaveLength(0);
    expect(watcher.status().counters.slotsMissed).toBe(1);
  });

  test('behavior: a new endpoint is noticed, and who is assigned is known after a restart without a chain', async () => {
    const first = await world.start();
    await world.toSlot(1);
    const { endpoint } = provider;
    provider.endpoint = 'http://127.0.0.1:1';
    await world.toSlot(5);
    const { length } = provider.probedAtMs;
    expect(length).toBeLessThan(4);
    provider.endpoint = endpoint;
    await world.toSlot(7);
    await world.stop(first);
    const before = provider.probedAtMs.length;
    world.court.setBroken(true);
    await world.start();
    await world.toSlot(9);
    expect(provider.probedAtMs.length).toBe(before + 2);
  });

  test('behavior: a private endpoint is not probed, and counts as down', async () => {
    const watcher = await world.start({ allowPrivateEndpoints: false });
    await world.toSlot(4);
    expect(provider.probedAtMs).toHaveLength(0);
    await world.stop(watcher);
    expect(await downSlots(await world.start())).toEqual([0, 1, 2, 3]);
  });
});
