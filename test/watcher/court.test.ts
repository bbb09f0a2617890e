import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Committee, committeeOf, demandReveal } from '@tallystick/prover/chain';
import { createWatchChain, fetchOpening } from '@tallystick/prover/watcher';
import { uptimeCourtAbi } from '@tallystick/verifier-contracts';
import { createPublicClient, http } from 'viem';
import { foundry } from 'viem/chains';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCli } from '../../prover/src/cli/runCli.js';
import { type CourtWorld, createCourtWorld } from './support/createCourtWorld.js';
import type { TestProvider } from './support/startProvider.js';

const EPOCH = 2; // registered in epoch 0, so in the set from epoch 2 on

let world: CourtWorld;
let steady: TestProvider;
let vanished: TestProvider;

beforeAll(async () => {
  world = await createCourtWorld({ watcherCount: 6, providerCount: 2 });
  [steady, vanished] = world.providers as [TestProvider, TestProvider];
  await world.clock.advanceTo(world.epochStartMs(EPOCH) - 240_000);
  await Promise.all(world.watchers.map(({ watcher }) => watcher.start()));
  await world.clock.advanceTo(world.epochStartMs(EPOCH) - 1);
  await vanished.close();
  await world.clock.advanceTo(world.epochStartMs(EPOCH + 1) + 300_000);
}, 240_000);
afterAll(() => world?.close());

const committee = (provider: TestProvider): Promise<Committee> => {
  const { publicClient, courts } = world;
  return committeeOf({ publicClient, uptimeCourt: courts.uptimeCourt, provider: provider.provider, epoch: EPOCH });
};
const urlOf = (address: string): string =>
  world.watchers.find(({ account }) => account.address === address)?.watcher.url() ?? '';

describe('watchers at the real courts', () => {
  test('default: the seed is drawn, every watcher posts its root, and the committees get theirs', async () => {
    for (const { watcher } of world.watchers) {
      expect(watcher.status()).toMatchObject({ problems: {}, lastRoot: { epoch: EPOCH, posted: true } });
    }
    const drawn = world.watchers.reduce((sum, { watcher }) => sum + watcher.status().counters.seedsDrawn, 0);
    expect(drawn).toBeGreaterThanOrEqual(2); // epochs 2 and 3; that of 4 may be due already
    for (const epoch of [EPOCH, EPOCH + 1]) expect(await world.watchers[0]?.chain.isSeedDrawn(epoch)).toBe(true);
    for (const provider of [steady, vanished]) {
      const { drawn: isDrawn, isVoid, members } = await committee(provider);
      expect({ isDrawn, isVoid }).toEqual({ isDrawn: true, isVoid: false });
      expect(members.every(({ root }) => root > 0n)).toBe(true);
    }
  });

  test('behavior: each member hands the opening under its root on the chain to the provider', async () => {
    for (const [provider, bitmap] of [
      [steady, (1n << 96n) - 1n],
      [vanished, 0n],
    ] as const) {
      const { members } = await committee(provider);
      for (const { watcher, root } of members) {
        const opening = await fetchOpening({
          endpoint: urlOf(watcher),
          watcher,
          epoch: EPOCH,
          provider: provider.provider,
          account: provider.account,
          chainId: 31337,
          registry: world.courts.stakeRegistry,
          root,
          allowPrivate: true,
          nowMs: world.clock.nowMs,
        });
        expect(opening.bitmap).toBe(bitmap);
      }
    }
  });

  test('behavior: a leaf that a provider demands is revealed on the chain, and the bond is the watcher’s', async () => {
    const { publicClient, courts, clock, walletOf } = world;
    const { uptimeCourt } = courts;
    await clock.advanceTo(world.epochStartMs(EPOCH + 1) + world.windows.postSeconds * 1000 + 30_000);
    const [member] = (await committee(vanished)).members;
    if (member === undefined) throw new TypeError('no committee');
    const { watcher } = member;
    const walletClient = walletOf(vanished.account);
    const { bondWei } = await demandReveal({ publicClient, walletClient, uptimeCourt, epoch: EPOCH, watcher });
    expect((await committee(vanished)).members[0]?.leaf).toBe('demanded');
    await clock.advanceTo(clock.nowMs() + 150_000);
    expect((await committee(vanished)).members[0]).toMatchObject({ watcher, leaf: 'revealed' });
    const court = { address: uptimeCourt, abi: uptimeCourtAbi } as const;
    const claimable = { ...court, functionName: 'claimableBonds', args: [watcher] } as const;
    expect(await publicClient.readContract(claimable)).toBe(bondWei);
  });

  test('behavior: a second root for an epoch is refused before it is sent', async () => {
    const [first] = world.watchers;
    await expect(first?.chain.postRoot(EPOCH, 5n)).rejects.toMatchObject({ code: 'chain/reverted' });
  });

  test('behavior: a node that hangs behind, a wrong clock or no node at all counts as no network', async () => {
    const { publicClient, courts, walletOf, accountOf } = world;
    const headMs = Number((await publicClient.getBlock()).timestamp) * 1000;
    const chainAt = (distanceMs: number, rpc = publicClient) =>
      createWatchChain({
        publicClient: rpc,
        walletClient: walletOf(accountOf(10)),
        chainId: 31337,
        ...courts,
        freshHeadSeconds: 240,
        nowMs: () => headMs + distanceMs,
      });
    expect(await chainAt(239_000).isOnline()).toBe(true);
    expect(await chainAt(241_000).isOnline()).toBe(false);
    expect(await chainAt(-241_000).isOnline()).toBe(false);
    const dead = createPublicClient({ chain: foundry, transport: http('http://127.0.0.1:1', { retryCount: 0 }) });
    expect(await chainAt(0, dead).isOnline()).toBe(false);
  });

  test('error: a court of another registry', async () => {
    const { publicClient, courts, walletOf, accountOf } = world;
    const stakeRegistry = courts.uptimeCourt; // no registry at all
    const walletClient = walletOf(accountOf(10));
    const chain = createWatchChain({ publicClient, walletClient, chainId: 31337, ...courts, stakeRegistry });
    await expect(chain.times()).rejects.toMatchObject({ code: expect.stringContaining('chain/') });
  });
});

describe('tallystick watch', () => {
  /** Runs the command; `interrupt` ends it like SIGTERM. */
  function run(argv: string[], env: Record<string, string>) {
    let interrupt = (): void => {};
    const interrupted = new Promise<void>((resolve) => {
      interrupt = resolve;
    });
    let out = '';
    let err = '';
    const done = runCli(['watch', '--rpc', world.rpcUrl, '--deployment', world.deploymentFile, ...argv], {
      stdout: { write: (text) => (out += text) },
      stderr: { write: (text) => (err += text) },
      env,
      now: () => 1_800_000_000,
      pause: async () => {},
      interrupted: () => interrupted,
    });
    return { done, interrupt, out: () => out, err: () => err };
  }
  const keyOf = (index: number): string =>
    `0x${Buffer.from(world.accountOf(index).getHdKey().privateKey ?? []).toString('hex')}`;
  const common = ['--port', '0', '--poll-interval', '1000', '--probe-timeout', '100', '--allow-private-endpoints'];

  test('default: watches until it is interrupted', async () => {
    const readyFile = join(world.folder, 'ready.json');
    const dataDir = join(world.folder, 'cli');
    const key = keyOf(10);
    const command = run([...common, '--data-dir', dataDir, '--ready-file', readyFile], { TALLYSTICK_PRIVATE_KEY: key });
    const ready = await Promise.race([
      command.done.then(() => undefined),
      new Promise<{ url: string; watcher: string }>((resolve) => {
        const look = (): void => {
          readFile(readyFile, 'utf8').then(
            (text) => resolve(JSON.parse(text)),
            () => setImmediate(look),
          );
        };
        look();
      }),
    ]);
    expect(ready?.watcher).toBe(world.accountOf(10).address);
    expect((await fetch(`${ready?.url}/healthz`)).status).toBe(200);
    command.interrupt();
    expect(await command.done).toBe(0);
    expect(command.out()).toContain('slots recorded');
    expect(command.err()).toContain('"msg":"watcher started"');
    expect(`${command.out()}${command.err()}`).not.toContain(key.slice(2));
  });

  test('error: a wallet that is no watcher, no key, an option out of range', async () => {
    const stranger = run(common, { TALLYSTICK_PRIVATE_KEY: keyOf(40) });
    expect(await stranger.done).toBe(1);
    expect(stranger.err()).toContain('error stake/not-registered');
    const keyless = run(common, {});
    expect(await keyless.done).toBe(1);
    expect(keyless.err()).toContain('error cli/no-wallet-key');
    const misfit = run([...common, '--data-dir', join(world.folder, 'misfit'), '--probe-timeout', '15001'], {
      TALLYSTICK_PRIVATE_KEY: keyOf(10),
    });
    expect(await misfit.done).toBe(1);
    expect(misfit.err()).toContain('error watcher/bad-configuration');
    const wrong = run([...common, '--port', 'x'], { TALLYSTICK_PRIVATE_KEY: keyOf(10) });
    expect(await wrong.done).toBe(2);
  });
});
