import {
  claimReward,
  committeeOf,
  demandReveal,
  postRoot,
  readProvider,
  readRoots,
  readWatcher,
  revealLeaf,
  submitUptimeProof,
} from '@tallystick/prover/chain';
import { loadCrypto, TallystickError } from '@tallystick/prover/core';
import { createMemoryKeeperJournal, type KeeperEvent, runKeeper } from '@tallystick/prover/keeper';
import { loadPoseidon, type ProvedUptime, proveUptime, type WatchTree } from '@tallystick/prover/statements';
import { stakeRegistryAbi, uptimeCourtAbi } from '@tallystick/verifier-contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CourtWorld, type Party, startCourtWorld } from '../../bench/courts/startCourtWorld.js';
import { treeOf } from '../../bench/courts/treeOf.js';

const TOKEN = 1_000_000n;
const STAKE = 100n * TOKEN;
const FLAKY_STAKE = 150n * TOKEN;
const ALL_UP = 2n ** 96n - 1n;
const MISSED = 10;
/** Up in all slots but ten. */
const OUTAGE = ALL_UP - ((1n << BigInt(MISSED)) - 1n) * (1n << 40n);
const EPOCH = 2;
const BASE_FIELD = 21888242871839275222246405745257275088696311157297823662689037894645226208583n;

/**
 * Two epochs of three providers before seven watchers, two of whom lie and one of whom is absent, with real proofs: one provider is up,
 * one has an outage, one says nothing. Then an epoch that nobody posts anything about.
 */
describe('uptime with real proofs', () => {
  let world: CourtWorld;
  let watchers: Party[];
  let up: Party;
  let flaky: Party;
  let silent: Party;
  let keeper: Party;
  let absent: Party;
  /** The member of the flaky provider's committee that answers its demand, and the one that doesn't. */
  let revealing: Party;
  let stubborn: Party;
  const trees = new Map<string, WatchTree>();
  const proofs = new Map<string, ProvedUptime>();
  const journal = createMemoryKeeperJournal();

  const court = () => world.courts.uptimeCourt;
  const committee = (provider: Party, epoch = EPOCH) =>
    committeeOf({ publicClient: world.publicClient, uptimeCourt: court(), provider: provider.address, epoch });
  const stakeOf = async (provider: Party) =>
    (
      await readProvider({
        publicClient: world.publicClient,
        stakeRegistry: world.courts.stakeRegistry,
        address: provider.address,
      })
    ).stake;
  const watcherStake = async ({ address }: Party) =>
    (await readWatcher({ publicClient: world.publicClient, stakeRegistry: world.courts.stakeRegistry, address })).stake;
  const keep = async () => {
    const events: KeeperEvent[] = [];
    const totals = await runKeeper({
      ...keeper.clients,
      contracts: world.courts,
      journal,
      once: true,
      pause: async () => {},
      onEvent: (event) => events.push(event),
    });
    expect(
      totals.errors,
      JSON.stringify(events, (_, v) => (typeof v === 'bigint' ? `${v}` : v)),
    ).toBe(0);
    return events.flatMap((event) => (event.event === 'task' && event.entry.state === 'done' ? [event.key] : []));
  };
  /** What the keeper did about the judged epoch: later ones go on beside it. */
  const keepEpoch = async () => (await keep()).filter((key) => key.split(':')[1] === `${EPOCH}`);
  const slashes = async () => {
    const filter = { address: world.courts.stakeRegistry, abi: stakeRegistryAbi, eventName: 'Slashed' } as const;
    const events = await world.publicClient.getContractEvents({ ...filter, fromBlock: 0n, strict: true });
    return events.map(({ args }) => args);
  };
  const prove = async (provider: Party): Promise<ProvedUptime> => {
    const { members } = await committee(provider);
    const roots = await readRoots({
      publicClient: world.publicClient,
      uptimeCourt: court(),
      provider: provider.address,
      epoch: EPOCH,
    });
    const openings = members.map(({ watcher, root }) =>
      root === 0n ? undefined : trees.get(watcher)?.opening(provider.address),
    );
    return proveUptime({ artifacts: world.uptime, provider: provider.address, epoch: EPOCH, roots, openings });
  };
  const submit = (from: Party, proof: ProvedUptime | undefined) => {
    if (proof === undefined) throw new Error('not proved yet');
    return submitUptimeProof({ ...from.clients, uptimeCourt: court(), proof });
  };
  const refusal = (promise: Promise<unknown>): Promise<unknown> =>
    promise.then(
      () => 'accepted',
      (error: unknown) => (error instanceof TallystickError ? (error.facts.error ?? error.code) : error),
    );

  beforeAll(async () => {
    await loadCrypto();
    await loadPoseidon();
    world = await startCourtWorld({ slotSeconds: 60 });
    watchers = [];
    for (let i = 0; i < 7; i++) watchers.push(await world.watcher(STAKE));
    up = await world.provider(STAKE);
    // More than its capacity requires, so that it stays active.
    flaky = await world.provider(FLAKY_STAKE);
    silent = await world.provider(STAKE);
    keeper = await world.party(0n);
    [, , , , , , absent] = watchers as [Party, Party, Party, Party, Party, Party, Party];
  });
  afterAll(() => world?.stop());

  test('behavior: the keeper draws the seed, once', async () => {
    await world.warpTo((await world.times(EPOCH - 1)).startsAt);
    expect(await keep()).toEqual([`draw-seed:${EPOCH}`]);
    expect(await keep()).toEqual([]);
    const { drawn, members, isVoid } = await committee(up);
    expect({ drawn, isVoid }).toEqual({ drawn: true, isVoid: true });
    expect(new Set(members.map(({ watcher }) => watcher)).size).toBe(5);
  });

  test('behavior: watchers post their roots, in time only', async () => {
    const { endsAt, postUntil } = await world.times(EPOCH);
    const [liesDown, liesUp] = watchers;
    for (const watcher of watchers) {
      const tree = treeOf(watcher, EPOCH, [
        [up, watcher === liesDown ? 0n : ALL_UP],
        [flaky, watcher === liesUp ? ALL_UP : OUTAGE],
        [silent, 0n],
      ]);
      trees.set(watcher.address, tree);
    }
    const post = (watcher: Party) => {
      const root = trees.get(watcher.address)?.root ?? 0n;
      return postRoot({ ...watcher.clients, uptimeCourt: court(), epoch: EPOCH, root });
    };
    expect(await refusal(post(absent))).toBe('OutsideWindow');
    await world.warpTo(endsAt);
    for (const watcher of watchers) {
      if (watcher === absent) continue;
      const { gasUsed } = await post(watcher);
      expect(gasUsed).toBeLessThan(100_000n);
    }
    expect(await refusal(post(watchers[0] ?? absent))).toBe('RootAlreadyPosted');
    await world.warpTo(postUntil);
    expect(await refusal(post(absent))).toBe('OutsideWindow');
  });

  test('behavior: the absent watcher is slashed by the keeper, once', async () => {
    const before = await watcherStake(absent);
    const done = await keepEpoch();
    expect(done).toHaveLength(1);
    expect(done[0]).toMatch(new RegExp(`^slash-absent:${EPOCH}:\\d+$`));
    expect(await watcherStake(absent)).toBe(before - before / 50n);
    expect(await keep()).toEqual([]);
  });

  test('behavior: a demand is answered on the chain, and an unanswered one strikes the watcher', async () => {
    const [, liesUp] = watchers;
    const { members } = await committee(flaky);
    const asked = members.flatMap(({ watcher, root }) => {
      const party = watchers.find(({ address }) => address === watcher);
      return root === 0n || party === undefined || party === liesUp ? [] : [party];
    });
    [revealing, stubborn] = asked as [Party, Party];
    const demand = (watcher: Party) =>
      demandReveal({ ...flaky.clients, uptimeCourt: court(), epoch: EPOCH, watcher: watcher.address });
    await demand(revealing);
    await demand(stubborn);
    expect(await refusal(demand(revealing))).toBe('WrongLeafState');
    const outsider = watchers.find(({ address }) => members.every(({ watcher }) => watcher !== address));
    if (outsider !== undefined) expect(await refusal(demand(outsider))).toBe('stake/not-in-committee');

    const opening = trees.get(revealing.address)?.opening(flaky.address);
    if (opening === undefined) throw new Error('no opening');
    const reveal = (changes: Partial<typeof opening>) =>
      revealLeaf({ ...revealing.clients, uptimeCourt: court(), opening: { ...opening, ...changes } });
    expect(await refusal(reveal({ bitmap: ALL_UP }))).toBe('WrongOpening');
    const { gasUsed } = await reveal({});
    console.log(`reveal of a leaf: ${gasUsed} gas`);
    const leaves = (await committee(flaky)).members.map(({ watcher, leaf }) => [watcher, leaf]);
    expect(leaves).toContainEqual([revealing.address, 'revealed']);

    const { demandUntil, revealUntil } = await world.times(EPOCH);
    expect(demandUntil).toBeLessThan(revealUntil);
    expect(await keepEpoch()).toEqual([]);
    await world.warpTo(revealUntil);
    const before = await watcherStake(stubborn);
    const done = await keepEpoch();
    expect(done).toHaveLength(1);
    expect(done[0]).toMatch(new RegExp(`^strike:${EPOCH}:${flaky.address}:\\d$`));
    expect(await watcherStake(stubborn)).toBe(before - before / 20n);
    const struck = (await committee(flaky)).members.find(({ watcher }) => watcher === stubborn.address);
    expect(struck).toMatchObject({ root: 0n, leaf: 'struck' });
    // For other providers the watcher's root counts as before.
    const elsewhere = (await committee(up)).members.find(({ watcher }) => watcher === stubborn.address);
    if (elsewhere !== undefined) expect(elsewhere.root).not.toBe(0n);
    // The bonds: one is the watcher's that answered, the other the provider's again.
    for (const party of [revealing, flaky]) {
      const { bondsWei } = await claimReward({ ...party.clients, ...world.courts });
      expect(bondsWei).toBe(2n * 10n ** 15n);
    }
  });

  test('default: a provider that was up keeps its stake, whoever submits its proof', async () => {
    const proof = await prove(up);
    expect(proof.missedSlots).toBe(0);
    proofs.set('up', proof);
    const { penalty, gasUsed } = await submit(keeper, proof);
    console.log(`uptime proof without a penalty: ${gasUsed} gas`);
    expect(gasUsed).toBeLessThanOrEqual(330_000n);
    expect(penalty).toBe(0n);
    expect(await stakeOf(up)).toBe(STAKE);
  });

  test('default: one with an outage is slashed by its own proof, in proportion', async () => {
    const proof = await prove(flaky);
    expect(proof.missedSlots).toBe(MISSED);
    proofs.set('flaky', proof);
    // Only its own: somebody could have made one that leaves members out.
    expect(await refusal(submit(keeper, proof))).toBe('NotTheProvider');
    expect(await refusal(submit(flaky, { ...proof, missedSlots: MISSED - 1 }))).toBe('ProofRejected');
    const { penalty, gasUsed } = await submit(flaky, proof);
    console.log(`uptime proof with a penalty: ${gasUsed} gas`);
    expect(gasUsed).toBeLessThanOrEqual(330_000n);
    // The schedule written out: promise 99%, 86 of 96 slots up.
    const s = 0.99;
    const x = s - 86 / 96 - 1.65 * Math.sqrt((s * (1 - s)) / 96);
    const fraction = Math.min(0.1, 0.2 * x + 0.5 * x * x);
    expect(Math.abs(Number(penalty) - Number(FLAKY_STAKE) * fraction)).toBeLessThan(2);
    expect(await stakeOf(flaky)).toBe(FLAKY_STAKE - penalty);
  });

  test('behavior: a proof that was used, copied or changed over pays and costs nothing more', async () => {
    const before = [await stakeOf(up), await stakeOf(flaky)];
    const proof = proofs.get('flaky');
    if (proof === undefined) throw new Error('not proved yet');
    const { a, b, c } = proof.proof;
    // The same proof in other words: both points of the first pairing negated.
    const negate = (y: bigint) => BASE_FIELD - y;
    const other = {
      a: [a[0], negate(a[1])] as const,
      b: [b[0], [negate(b[1][0]), negate(b[1][1])] as const] as const,
      c,
    };
    for (const from of [flaky, keeper]) {
      expect(await refusal(submit(from, proof))).toBe('AlreadySettled');
      expect(await refusal(submit(from, { ...proof, proof: other }))).toBe('AlreadySettled');
    }
    expect(await refusal(submit(keeper, proofs.get('up')))).toBe('AlreadySettled');
    expect([await stakeOf(up), await stakeOf(flaky)]).toEqual(before);
  });

  test('default: a silent one is slashed in full by the keeper after the deadline, once', async () => {
    const { proofUntil, slashUntil } = await world.times(EPOCH);
    expect(proofUntil).toBeLessThan(slashUntil);
    await world.warpTo(proofUntil);
    expect(await keepEpoch()).toEqual([`slash-silent:${EPOCH}:${silent.address}`]);
    // The cap: a tenth of the stake. A fifth of that is the reporter's, half the insurance's, the rest burnt.
    expect(await stakeOf(silent)).toBe((STAKE * 9n) / 10n);
    const slash = (await slashes()).filter(({ account }) => account === silent.address);
    expect(slash).toEqual([
      expect.objectContaining({
        epoch: EPOCH,
        amount: STAKE / 10n,
        reporter: keeper.address,
        reporterAmount: STAKE / 50n,
        insuranceAmount: STAKE / 20n,
        burnAmount: (STAKE * 3n) / 100n,
      }),
    ]);
    expect(await keep()).toEqual([]);
  });

  test('behavior: an epoch that nobody posts about is void for providers, and costs the watchers', async () => {
    // Its seed was drawn by the keeper, when it ran beside the judgement of the other.
    const epoch = EPOCH + 2;
    const { postUntil, proofUntil } = await world.times(epoch);
    await world.warpTo(proofUntil);
    const stakes = await Promise.all([up, flaky, silent].map(stakeOf));
    await keep();
    expect(await Promise.all([up, flaky, silent].map(stakeOf))).toEqual(stakes);
    expect(await committee(up, epoch)).toMatchObject({ drawn: true, isVoid: true });
    const absentees = (await slashes()).filter((slash) => slash.epoch === epoch);
    expect(new Set(absentees.map(({ account }) => account))).toEqual(new Set(watchers.map(({ address }) => address)));
    expect(absentees.every(({ kind }) => kind === 1)).toBe(true);
    expect(postUntil).toBeLessThan(proofUntil);
    const call = { address: court(), abi: uptimeCourtAbi, account: keeper.wallet } as const;
    const slash = { ...call, functionName: 'slashSilentProvider', args: [up.address, epoch] } as const;
    await expect(world.publicClient.simulateContract(slash)).rejects.toThrow('EpochVoidFor');
  });

  test('behavior: the keeper is paid what it reported', async () => {
    const earned = (await slashes()).reduce(
      (sum, { reporter, reporterAmount }) => (reporter === keeper.address ? sum + reporterAmount : sum),
      0n,
    );
    const { tokens } = await claimReward({ ...keeper.clients, ...world.courts });
    expect(tokens).toBe(earned);
    expect(await world.tokens(keeper.address)).toBe(earned);
    await expect(claimReward({ ...keeper.clients, ...world.courts })).rejects.toMatchObject({
      code: 'stake/nothing-to-claim',
    });
  });

  test('behavior: who falls below its requirement is liquidated after its grace', async () => {
    // The silent provider had staked exactly what its capacity requires.
    const address = silent.address;
    const read = () =>
      readProvider({ publicClient: world.publicClient, stakeRegistry: world.courts.stakeRegistry, address });
    const { status, graceEndsAt, stake } = await read();
    expect(status).toBe('inactive');
    expect(graceEndsAt).toBeGreaterThan(0);
    await world.warpTo(graceEndsAt);
    expect(await keep()).toContain(`liquidate:provider:${address}`);
    const closed = await read();
    expect(closed.stake).toBe(0n);
    const { tokens } = await claimReward({ ...silent.clients, ...world.courts });
    // Two percent are the keeper's, ten the insurance's.
    expect(tokens).toBe(stake - stake / 50n - stake / 10n);
  });

  test('behavior: the registry holds what it owes', async () => {
    const registry = { address: world.courts.stakeRegistry, abi: stakeRegistryAbi } as const;
    const read = world.publicClient.readContract;
    const parties = [up, flaky, silent, keeper, ...watchers];
    let owed =
      (await read({ ...registry, functionName: 'insurance' })) + (await read({ ...registry, functionName: 'unburnt' }));
    for (const party of parties) {
      owed += (await stakeOf(party)) + (await watcherStake(party));
      owed += await read({ ...registry, functionName: 'claimable', args: [party.address] });
    }
    expect(await world.tokens(world.courts.stakeRegistry)).toBe(owed);
  });

  test('behavior: proofs and slashes after their time are refused', async () => {
    expect(await refusal(submit(flaky, proofs.get('flaky')))).toBe('OutsideWindow');
    const { publicClient, walletClient } = keeper.clients;
    const call = { address: court(), abi: uptimeCourtAbi, account: walletClient.account } as const;
    await expect(
      publicClient.simulateContract({ ...call, functionName: 'slashSilentProvider', args: [up.address, EPOCH] }),
    ).rejects.toThrow('OutsideWindow');
  });
});
