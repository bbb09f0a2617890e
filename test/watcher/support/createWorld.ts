import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WatchOpening } from '@tallystick/prover/statements';
import {
  createVirtualClock,
  createWatcher,
  fetchOpening,
  type Watcher,
  type WatcherConfig,
  type WatcherDeps,
} from '@tallystick/prover/watcher';
import type { Address } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { createModelCourt, MODEL_DOMAIN } from './createModelCourt.js';
import { startProvider, type TestProvider } from './startProvider.js';

export const SLOT_MS = 60_000;
export const EPOCH_MS = 96 * SLOT_MS;
export const TIMES = {
  genesis: 1_800_000_000,
  slotSeconds: SLOT_MS / 1000,
  postSeconds: 600,
  demandSeconds: 600,
  revealSeconds: 600,
  proofSeconds: 600,
};
/** Epoch 1 begins: the first that can have a seed. */
export const DAY_MS = TIMES.genesis * 1000 + EPOCH_MS;

export const WATCHER = privateKeyToAccount(`0x${'7'.repeat(64)}`).address;

/** A court, a clock at the start of epoch 1, whose seed is drawn, and some providers; one watcher at a time. */
export async function createWorld({ providerCount = 1 }: { providerCount?: number } = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'tallystick-watcher-'));
  const clock = createVirtualClock(DAY_MS);
  const address = WATCHER;
  const providers: TestProvider[] = [];
  for (let number = 0; number < providerCount; number++) {
    providers.push(await startProvider({ number, nowMs: clock.nowMs }));
  }
  const court = createModelCourt({
    times: TIMES,
    nowMs: clock.nowMs,
    watchers: [address],
    providers: () => providers.map(({ provider, responder, endpoint }) => ({ provider, responder, endpoint })),
  });
  court.seeds.add(1);
  const running = new Set<Watcher>();

  async function startAs(
    watching: Address,
    config: Partial<WatcherConfig> = {},
    deps: Partial<WatcherDeps> = {},
  ): Promise<Watcher> {
    const watcher = createWatcher(
      {
        dataDir: join(folder, 'data'),
        port: 0,
        allowPrivateEndpoints: true,
        probeTimeoutMs: 5000, // generous: it is real time, and the machine may be busy
        pollIntervalMs: 60_000,
        requestsPerMinute: 1000,
        ...config,
      },
      { chain: court.chainOf(watching), clock, ...deps },
    );
    await watcher.start();
    running.add(watcher);
    return watcher;
  }

  return {
    folder,
    clock,
    court,
    address,
    providers,
    start: (config?: Partial<WatcherConfig>, deps?: Partial<WatcherDeps>) => startAs(address, config, deps),
    startAs,
    async stop(watcher: Watcher): Promise<void> {
      running.delete(watcher);
      await watcher.stop();
    },
    /** To the last millisecond before a slot of epoch 1; slot 96 is the end of the epoch. */
    toSlot: (slot: number): Promise<void> => clock.advanceTo(DAY_MS + slot * SLOT_MS - 1),
    /** Asks a watcher as a provider does; the root is the one it posted for epoch 1. */
    openingOf(
      watcher: Watcher,
      asking: TestProvider,
      more: Partial<Parameters<typeof fetchOpening>[0]> = {},
    ): Promise<WatchOpening> {
      return fetchOpening({
        ...MODEL_DOMAIN,
        endpoint: watcher.url(),
        watcher: address,
        epoch: 1,
        provider: asking.provider,
        account: asking.account,
        root: court.rootOf(1, address) ?? 0n,
        allowPrivate: true,
        nowMs: clock.nowMs,
        ...more,
      });
    },
    async close(): Promise<void> {
      await Promise.all([...running].map((watcher) => watcher.stop()));
      await Promise.all(providers.map((provider) => provider.close()));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export type World = Awaited<ReturnType<typeof createWorld>>;
