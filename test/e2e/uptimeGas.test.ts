import { committeeOf, postRoot, submitUptimeProof } from '@tallystick/prover/chain';
import { loadCrypto } from '@tallystick/prover/core';
import { loadPoseidon, proveUptime } from '@tallystick/prover/statements';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CourtWorld, type Party, startCourtWorld } from '../../bench/courts/startCourtWorld.js';
import { treeOf } from '../../bench/courts/treeOf.js';

const STAKE = 100_000_000n;
const EPOCH = 2;
/** Ten slots missed. */
const OUTAGE = 2n ** 96n - 1n - 0b11_1111_1111n;

let world: CourtWorld;
beforeAll(async () => {
  await loadCrypto();
  await loadPoseidon();
  world = await startCourtWorld({ slotSeconds: 60 });
});
afterAll(() => world?.stop());

test('behavior: even the dearest uptime proof costs at most 330k gas, also when it makes the provider inactive', async () => {
  const { publicClient, courts, uptime } = world;
  const { uptimeCourt } = courts;
  const watchers: Party[] = [];
  for (let i = 0; i < 5; i++) watchers.push(await world.watcher(STAKE));
  const staying = await world.provider(2n * STAKE);
  const falling = await world.provider(STAKE);
  await world.draw(EPOCH);
  await world.warpTo((await world.times(EPOCH)).endsAt);
  const trees = new Map(
    watchers.map((watcher) => {
      const seen: [Party, bigint][] = [staying, falling].map((provider) => [provider, OUTAGE]);
      return [watcher.address, treeOf(watcher, EPOCH, seen)];
    }),
  );
  for (const watcher of watchers) {
    const root = trees.get(watcher.address)?.root ?? 0n;
    await postRoot({ ...watcher.clients, uptimeCourt, epoch: EPOCH, root });
  }
  await world.warpTo((await world.times(EPOCH)).postUntil);
  // Nothing is written a second time and no public input is 0: five roots, the provider's first proof, the first slash of all.
  const submit = async (provider: Party): Promise<bigint> => {
    const { members } = await committeeOf({ publicClient, uptimeCourt, provider: provider.address, epoch: EPOCH });
    const proof = await proveUptime({
      artifacts: uptime,
      provider: provider.address,
      epoch: EPOCH,
      roots: members.map(({ root }) => root),
      openings: members.map(({ watcher }) => trees.get(watcher)?.opening(provider.address)),
    });
    const { gasUsed, penalty } = await submitUptimeProof({ ...provider.clients, uptimeCourt, proof });
    expect(penalty).toBeGreaterThan(0n);
    return gasUsed;
  };
  const gas = { penalty: await submit(staying), deactivating: await submit(falling) };
  console.log(`uptime proof: ${gas.penalty} gas with a penalty, ${gas.deactivating} if it makes the provider inactive`);
  expect(gas.penalty).toBeLessThanOrEqual(330_000n);
  expect(gas.deactivating).toBeLessThanOrEqual(330_000n);
});
