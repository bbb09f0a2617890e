import { committeeOf, postRoot, submitUptimeProof } from '@tallystick/prover/chain';
import { loadPoseidon, proveUptime, verifyUptime } from '@tallystick/prover/statements';
import type { StatementFigures } from './StatementFigures.js';
import { type Party, startCourtWorld } from './startCourtWorld.js';
import { timed } from './timed.js';
import { treeOf } from './treeOf.js';

/** The first epoch that counts for those who register in epoch 0. */
const EPOCH = 2;
const MISSED_SLOTS = 10;
const SEEN = 2n ** 96n - 2n ** BigInt(MISSED_SLOTS);
const STAKE = 200_000_000n;

/** Proves an epoch of a provider that missed slots before five watchers, and has the court judge it, penalty included. */
export async function measureUptime(): Promise<StatementFigures> {
  await loadPoseidon();
  const world = await startCourtWorld({ slotSeconds: 60 });
  try {
    const { publicClient, courts, uptime: artifacts } = world;
    const { uptimeCourt } = courts;
    const watchers: Party[] = [];
    for (let i = 0; i < 5; i++) watchers.push(await world.watcher(STAKE));
    const provider = await world.provider(STAKE);
    await world.draw(EPOCH);
    await world.warpTo((await world.times(EPOCH)).endsAt);
    const trees = new Map(watchers.map((watcher) => [watcher.address, treeOf(watcher, EPOCH, [[provider, SEEN]])]));
    for (const { address, clients } of watchers) {
      await postRoot({ ...clients, uptimeCourt, epoch: EPOCH, root: trees.get(address)?.root ?? 0n });
    }
    await world.warpTo((await world.times(EPOCH)).postUntil);
    const { address } = provider;
    const { members } = await committeeOf({ publicClient, uptimeCourt, provider: address, epoch: EPOCH });
    const statement = { provider: address, epoch: EPOCH, roots: members.map(({ root }) => root) };
    const openings = members.map(({ watcher }) => trees.get(watcher)?.opening(address));
    const proved = await timed(() => proveUptime({ artifacts, ...statement, openings }));
    const proof = proved.result;
    const verified = await timed(() => verifyUptime({ ...artifacts, proof, expected: statement }));
    if (!verified.result || proof.missedSlots !== MISSED_SLOTS) throw new Error('The proof is wrong');
    const { gasUsed } = await submitUptimeProof({ ...provider.clients, uptimeCourt, proof });
    const { constraints } = artifacts;
    return { constraints, proveMs: proved.ms, verifyMs: verified.ms, gasUsed: Number(gasUsed) };
  } finally {
    await world.stop();
  }
}
