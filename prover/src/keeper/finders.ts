import { uptimeCourtAbi } from '@tallystick/verifier-contracts';
import { type Address, getAbiItem } from 'viem';
import { readInParts } from '../chain/rebuild/readInParts.js';
import { readStakeAccount } from '../chain/stake/readStakeAccount.js';
import { kindNumber, type StakeKind } from '../chain/stake/types.js';
import { COMMITTEE_SIZE } from '../statements/uptime/constants.js';
import type { KeeperJournal, KeptDemand } from './journal.js';
import type { KeeperView } from './KeeperView.js';
import { mapLimited } from './mapLimited.js';
import { type KeeperContracts, type KeeperTask, taskKey } from './task.js';

/**
 * Looks for everything that is due at the courts at a time, kind by kind, in the order in which to do it: seeds first, since nobody can
 * draw them later; then what the oldest epoch is owed, since its time runs out first; liquidations last, since slashes come before
 * them. A kind is looked for only when the one before has been dealt with.
 *
 * @param now unix seconds of the chain's latest block
 * @returns what to look for, by name
 */
export function dueTaskFinders(
  view: KeeperView,
  contracts: KeeperContracts,
  journal: KeeperJournal,
  now: number,
): [name: string, find: () => Promise<KeeperTask[]>][] {
  const ofEpochs = async (find: typeof findAbsentWatchers): Promise<KeeperTask[]> => {
    const tasks: KeeperTask[] = [];
    for (const epoch of await view.openEpochs(now)) tasks.push(...(await find(view, epoch, now)));
    return tasks;
  };
  return [
    ['seeds', () => findSeeds(view, now)],
    ['strikes', () => findStrikes(view, contracts, journal, now)],
    ['absent watchers', () => ofEpochs(findAbsentWatchers)],
    ['silent providers', () => ofEpochs(findSilentProviders)],
    ['liquidations', () => findLiquidations(view, now)],
  ];
}

const CALLS_AT_ONCE = 16;

/** The watchers that posted no root of an epoch and weren't slashed for it. */
async function findAbsentWatchers(view: KeeperView, epoch: number, now: number): Promise<KeeperTask[]> {
  const { postUntil, slashUntil } = await view.timesOf(epoch);
  if (now < postUntil || now >= slashUntil || view.isFinal(`absent:${epoch}`, now)) return [];
  const { publicClient, court, registry } = view;
  const count = await view.drawnWatchers(epoch);
  const positions = Array.from({ length: count < COMMITTEE_SIZE ? 0 : count }, (_, position) => position);
  const found = await mapLimited(positions, CALLS_AT_ONCE, async (position): Promise<KeeperTask[]> => {
    const args = [epoch, position] as const;
    if ((await publicClient.readContract({ ...court, functionName: 'rootOf', args })) !== 0n) return [];
    const watcher = await publicClient.readContract({ ...registry, functionName: 'watcherAt', args });
    const slashed = await publicClient.readContract({
      ...registry,
      functionName: 'isSlashed',
      args: [kindNumber('watcher'), watcher, epoch],
    });
    return slashed ? [] : [{ kind: 'slash-absent', epoch, position, watcher }];
  });
  const tasks = found.flat();
  // Roots aren't posted any more, so without a task now there is none later, but for a reorganisation.
  view.note(`absent:${epoch}`, tasks.length === 0, now);
  return tasks;
}

/** The active accounts whose stake doesn't meet their requirement any more, and the inactive ones whose grace is over. */
async function findLiquidations(view: KeeperView, now: number): Promise<KeeperTask[]> {
  const found: KeeperTask[] = [];
  for (const kind of ['provider', 'watcher'] as const) {
    const accounts = await view.accounts(kind);
    found.push(...(await mapLimited(accounts, CALLS_AT_ONCE, (account) => judge(view, kind, account, now))).flat());
  }
  return found;
}

async function judge(view: KeeperView, accountKind: StakeKind, account: Address, now: number): Promise<KeeperTask[]> {
  const { publicClient, registry } = view;
  const { status, stake, unbonding, requirement, graceEndsAt } = await readStakeAccount({
    publicClient,
    stakeRegistry: registry.address,
    kind: accountKind,
    address: account,
  });
  if (status === 'active' && stake - unbonding < requirement) return [{ kind: 'enforce', accountKind, account }];
  if (status === 'inactive' && now >= graceEndsAt) return [{ kind: 'liquidate', accountKind, account }];
  return [];
}

/** The next epoch's seed, unless it is drawn or the epoch has too few watchers to be anything but void. */
async function findSeeds(view: KeeperView, now: number): Promise<KeeperTask[]> {
  const epoch = (await view.epochAt(now)) + 1;
  // Epoch 0 has no epoch before it, and so no seed.
  if (epoch < 1) return [];
  const args = [epoch] as const;
  const [[seed], watchers] = await Promise.all([
    view.publicClient.readContract({ ...view.court, functionName: 'seedOf', args }),
    view.publicClient.readContract({ ...view.registry, functionName: 'watcherCountAt', args }),
  ]);
  // Asked at every look: a reorganisation may take a seed back, and without one the epoch is void.
  return BigInt(seed) === 0n && watchers >= COMMITTEE_SIZE ? [{ kind: 'draw-seed', epoch }] : [];
}

/** The providers that owed a proof of an epoch and gave none in time. */
async function findSilentProviders(view: KeeperView, epoch: number, now: number): Promise<KeeperTask[]> {
  const { proofUntil, slashUntil } = await view.timesOf(epoch);
  if (now < proofUntil || now >= slashUntil || view.isFinal(`silent:${epoch}`, now)) return [];
  const drawn = (await view.drawnWatchers(epoch)) >= COMMITTEE_SIZE;
  const providers = drawn ? await view.accounts('provider') : [];
  const silent = await mapLimited(providers, CALLS_AT_ONCE, (provider) => isSilent(view, provider, epoch));
  const tasks = providers.flatMap((provider, i): KeeperTask[] =>
    silent[i] === true ? [{ kind: 'slash-silent', epoch, provider }] : [],
  );
  // No proof comes any more, and who registers now owes nothing for the past.
  view.note(`silent:${epoch}`, tasks.length === 0, now);
  return tasks;
}

async function isSilent({ publicClient, court, registry }: KeeperView, provider: Address, epoch: number) {
  const args = [provider, epoch] as const;
  const promised = await publicClient.readContract({ ...registry, functionName: 'promiseAt', args });
  if (promised === 0) return false;
  if (await publicClient.readContract({ ...court, functionName: 'isSettled', args })) return false;
  const { isVoid } = await publicClient.readContract({ ...court, functionName: 'committeeOf', args });
  return !isVoid;
}

const EVENTS = [
  getAbiItem({ abi: uptimeCourtAbi, name: 'RevealDemanded' }),
  getAbiItem({ abi: uptimeCourtAbi, name: 'LeafRevealed' }),
  getAbiItem({ abi: uptimeCourtAbi, name: 'WatcherStruck' }),
] as const;

/** Blocks that are read again, since a reorganisation of the chain may have changed them. */
const REORG_BLOCKS = 64n;

/** The demands that weren't answered in time and nobody acted on; follows the court's events through the journal. */
export async function findStrikes(
  view: KeeperView,
  { deployedAtBlock }: KeeperContracts,
  journal: KeeperJournal,
  now: number,
): Promise<KeeperTask[]> {
  const cursor = (await journal.cursor()) ?? { nextBlock: deployedAtBlock, demands: [] };
  const known = new Map(cursor.demands.map((demand) => [keyOf(demand), demand]));
  /** Demands that need nothing any more, as far as the blocks tell that are read again. */
  const answered = new Set<string>();
  const latest = await view.publicClient.getBlockNumber({ cacheTime: 0 });
  const settledBlock = latest - REORG_BLOCKS;
  const parts = readInParts({
    fromBlock: cursor.nextBlock,
    toBlock: latest,
    action: "reading the court's events",
    read: (part) => view.publicClient.getLogs({ address: view.court.address, events: EVENTS, strict: true, ...part }),
  });
  for await (const { logs, toBlock } of parts) {
    for (const { eventName, args, blockNumber } of logs) {
      if (eventName === 'RevealDemanded') known.set(keyOf(args), demandOf(args));
      if (eventName !== 'LeafRevealed' && eventName !== 'WatcherStruck') continue;
      // Forgotten only once no reorganisation can take the answer back.
      if (blockNumber <= settledBlock) known.delete(keyOf(args));
      else answered.add(keyOf(args));
    }
    // What is read is kept, so that an endpoint that fails half-way doesn't mean beginning anew.
    const nextBlock = (toBlock < settledBlock ? toBlock : settledBlock) + 1n;
    if (nextBlock > cursor.nextBlock) await journal.setCursor({ nextBlock, demands: [...known.values()] });
  }
  const open: KeptDemand[] = [];
  const due: KeeperTask[] = [];
  for (const demand of known.values()) {
    const { revealUntil, slashUntil } = await view.timesOf(demand.epoch);
    // Later on a strike only gives the bond back, which is the provider's own affair.
    if (now >= slashUntil) continue;
    open.push(demand);
    const task: KeeperTask = { kind: 'strike', ...demand };
    if (now >= revealUntil && !answered.has(keyOf(demand)) && !view.obsolete.has(taskKey(task))) due.push(task);
  }
  const nextBlock = settledBlock >= cursor.nextBlock ? settledBlock + 1n : cursor.nextBlock;
  await journal.setCursor({ nextBlock, demands: open });
  return due;
}

function demandOf({ epoch, provider, member }: KeptDemand): KeptDemand {
  return { epoch, provider, member };
}

function keyOf({ epoch, provider, member }: KeptDemand): string {
  return `${epoch}:${provider}:${member}`;
}
