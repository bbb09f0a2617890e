import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { countMissedSlots, isSlotUp } from '@tallystick/prover/statements';
import { createVirtualClock, createWatcher, fetchOpening, type Watcher } from '@tallystick/prover/watcher';
import { privateKeyToAccount } from 'viem/accounts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createModelCourt, MODEL_DOMAIN } from './support/createModelCourt.js';
import { startProvider, type TestProvider } from './support/startProvider.js';

const SLOT_MS = 900_000;
const EPOCH_MS = 96 * SLOT_MS;
const times = {
  genesis: 1_800_000_000,
  slotSeconds: 900,
  postSeconds: 7200,
  demandSeconds: 7200,
  revealSeconds: 7200,
  proofSeconds: 86_400,
};
const genesisMs = times.genesis * 1000;
const dayMs = genesisMs + EPOCH_MS;
const clock = createVirtualClock(dayMs - 1.5 * SLOT_MS);
const addresses = [1, 2, 3, 4, 5].map(
  (number) => privateKeyToAccount(`0x${number.toString(16).padStart(64, '0')}`).address,
);
const DOWN = { from: 10, to: 20 };

let folder: string;
let steady: TestProvider;
let flaky: TestProvider;
let vanished: TestProvider;
let court: ReturnType<typeof createModelCourt>;
let watchers: Watcher[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tallystick-watchers-'));
  const start = (number: number) => startProvider({ number, nowMs: clock.nowMs });
  [steady, flaky, vanished] = await Promise.all([start(1), start(2), start(3)]);
  const providers = [steady, flaky, vanished];
  court = createModelCourt({ times, nowMs: clock.nowMs, watchers: addresses, providers: () => providers });
  watchers = addresses.map((address, index) =>
    createWatcher(
      {
        dataDir: join(folder, `watcher-${index}`),
        port: 0,
        allowPrivateEndpoints: true,
        pollIntervalMs: 300_000,
        keepEpochs: 5,
      },
      { chain: court.chainOf(address), clock },
    ),
  );
  await Promise.all(watchers.map((watcher) => watcher.start()));
  // The day before: its only business is the seed.
  await clock.advanceTo(dayMs - 1);
  // The day: one provider is up, one goes down for ten slots, one vanishes before it begins.
  await vanished.close();
  await clock.advanceTo(dayMs + DOWN.from * SLOT_MS - 1);
  await flaky.close();
  await clock.advanceTo(dayMs + DOWN.to * SLOT_MS - 1);
  await flaky.open();
  await clock.advanceTo(dayMs + EPOCH_MS + 600_000);
}, 240_000);

afterAll(async () => {
  await Promise.all((watchers ?? []).map((watcher) => watcher.stop()));
  await Promise.all([steady?.close(), flaky?.close()]);
  await rm(folder, { recursive: true, force: true });
});

/** The openings of one provider, asked of all five watchers. */
function openingsOf(asking: TestProvider, account = asking.account) {
  return Promise.all(
    watchers.map((watcher) =>
      fetchOpening({
        ...MODEL_DOMAIN,
        endpoint: watcher.url(),
        watcher: watcher.address,
        epoch: 1,
        provider: asking.provider,
        account,
        root: court.rootOf(1, watcher.address) ?? 0n,
        allowPrivate: true,
        nowMs: clock.nowMs,
      }),
    ),
  );
}

describe('a day of five watchers and three providers', () => {
  test('default: each seed was drawn once, each watcher posted once', () => {
    expect(court.seeds.has(1)).toBe(true);
    expect(court.transactions.filter(({ what, epoch }) => what === 'seed' && epoch === 1)).toHaveLength(1);
    for (const address of addresses) {
      const posts = court.transactions.filter(({ what, watcher }) => what === 'root' && watcher === address);
      expect(posts).toEqual([{ watcher: address, what: 'root', epoch: 1 }]); // epoch 0 had no seed, so it is void
    }
  });

  test('behavior: a provider that is up misses nothing', async () => {
    const openings = await openingsOf(steady);
    expect(openings.map(({ bitmap }) => bitmap)).toEqual(Array(5).fill((1n << 96n) - 1n));
  });

  test('behavior: one that goes down misses exactly the slots that it was down in', async () => {
    const openings = await openingsOf(flaky, flaky.responderAccount);
    for (const { bitmap } of openings) {
      for (let slot = 0; slot < 96; slot++) {
        expect(isSlotUp(bitmap, slot), `slot ${slot}`).toBe(slot < DOWN.from || slot >= DOWN.to);
      }
    }
    expect(countMissedSlots(openings.map(({ bitmap }) => bitmap))).toBe(10);
  });

  test('behavior: one that vanished misses everything', async () => {
    const openings = await openingsOf(vanished);
    expect(countMissedSlots(openings.map(({ bitmap }) => bitmap))).toBe(96);
    // Different salts hide that they are the same.
    expect(new Set(openings.map(({ salt }) => salt)).size).toBe(5);
  });

  test('behavior: moments of probes are spread over the whole slot, and differ between watchers', () => {
    const offsets = steady.probedAtMs
      .filter((ms) => ms >= dayMs && ms < dayMs + EPOCH_MS)
      .map((ms) => (ms - dayMs) % SLOT_MS);
    expect(offsets).toHaveLength(5 * 96);
    // 480 draws, uniform over the slot less twice the timeout of 10 s: the mean is within 6 standard deviations.
    const length = SLOT_MS - 20_000;
    const mean = offsets.reduce((sum, offset) => sum + offset, 0) / offsets.length;
    expect(Math.abs(mean - length / 2)).toBeLessThan((6 * length) / Math.sqrt(12 * offsets.length));
    for (let part = 0; part < 8; part++) {
      const inPart = offsets.filter((offset) => Math.floor((8 * offset) / length) === part).length;
      expect(inPart, `part ${part}`).toBeGreaterThan(60 - 6 * Math.sqrt(60));
      expect(inPart, `part ${part}`).toBeLessThan(60 + 6 * Math.sqrt(60));
    }
    expect(new Set(offsets).size).toBeGreaterThan(470);
  });

  test('behavior: the status says how much was done, and nothing goes wrong', async () => {
    const [watcher] = watchers;
    const answer = await fetch(`${watcher?.url()}/v1/status`);
    const status = await answer.json();
    expect(status).toMatchObject({
      watcher: addresses[0],
      epoch: 2,
      slot: 0,
      assigned: 3,
      counters: { slotsUnobserved: 0, slotsMissed: 0, rootsPosted: 1 },
      lastRoot: { epoch: 1, posted: true },
      problems: {},
    });
    expect((await fetch(`${watcher?.url()}/readyz`)).status).toBe(200);
  });

  test('behavior: a leaf demanded on the chain is revealed in time', async () => {
    await clock.advanceTo(dayMs + EPOCH_MS + times.postSeconds * 1000 + 1000);
    const [, address] = addresses;
    if (address === undefined) throw new TypeError('no second watcher');
    court.demand(1, address, flaky.provider);
    await clock.advanceTo(clock.nowMs() + 600_000);
    expect(court.demands).toMatchObject([{ watcher: address, revealed: { provider: flaky.provider, epoch: 1 } }]);
    expect(court.transactions.filter(({ what }) => what === 'reveal')).toHaveLength(1);
  });
});
