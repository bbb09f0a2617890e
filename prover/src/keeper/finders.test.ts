import { beforeEach, expect, test } from 'vitest';
import { findStrikes } from './finders.js';
import type { KeeperJournal } from './journal.js';
import { createMemoryKeeperJournal } from './journal.js';
import type { KeeperView } from './KeeperView.js';

const provider = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8';
const contracts = { stakeRegistry: provider, uptimeCourt: provider, deployedAtBlock: 1n } as const;
const demand = { epoch: 3, provider, member: 2 } as const;
const strike = { kind: 'strike', ...demand };
const NOW = 1_000;

type Event = { eventName: 'RevealDemanded' | 'LeafRevealed' | 'WatcherStruck'; blockNumber: bigint };

/** A chain of events about one demand. */
let chain: { latest: bigint; events: Event[]; most: bigint; asked: bigint[]; failsAt: bigint | undefined };
let journal: KeeperJournal;
beforeEach(() => {
  chain = { latest: 1_000n, events: [], most: 100_000n, asked: [], failsAt: undefined };
  journal = createMemoryKeeperJournal();
});

async function find() {
  const publicClient = {
    getBlockNumber: async () => chain.latest,
    getLogs: async ({ fromBlock, toBlock }: { fromBlock: bigint; toBlock: bigint }) => {
      if (toBlock - fromBlock >= chain.most) throw new Error('too many blocks');
      if (chain.failsAt !== undefined && fromBlock >= chain.failsAt) throw new Error('the endpoint is away');
      chain.asked.push(fromBlock);
      const found = chain.events.filter(({ blockNumber: block }) => block >= fromBlock && block <= toBlock);
      return found.map((event) => ({ ...event, args: demand }));
    },
  };
  const view = {
    publicClient,
    court: { address: provider },
    obsolete: new Set<string>(),
    timesOf: async () => ({ revealUntil: NOW - 1, slashUntil: NOW + 1 }),
  };
  return findStrikes(view as unknown as KeeperView, contracts, journal, NOW);
}

test('default: a demand that nobody answered, until it is answered', async () => {
  chain.events.push({ eventName: 'RevealDemanded', blockNumber: 10n });
  expect(await find()).toEqual([strike]);
  expect(await find()).toEqual([strike]);
  chain.events.push({ eventName: 'WatcherStruck', blockNumber: 1_001n });
  chain.latest = 1_001n;
  expect(await find()).toEqual([]);
});

test('behavior: an answer that a reorganisation takes back leaves the demand open', async () => {
  chain.events.push({ eventName: 'RevealDemanded', blockNumber: 10n });
  chain.events.push({ eventName: 'LeafRevealed', blockNumber: 990n });
  expect(await find()).toEqual([]);
  chain.events.pop();
  expect(await find()).toEqual([strike]);
});

test('behavior: an answer that is old is forgotten with its demand', async () => {
  chain.events.push({ eventName: 'RevealDemanded', blockNumber: 10n });
  chain.events.push({ eventName: 'LeafRevealed', blockNumber: 20n });
  expect(await find()).toEqual([]);
  expect(await journal.cursor()).toEqual({ nextBlock: 937n, demands: [] });
});

test('behavior: an endpoint that gives few blocks at a time is asked for fewer', async () => {
  chain.most = 300n;
  chain.events.push({ eventName: 'RevealDemanded', blockNumber: 999n });
  expect(await find()).toEqual([strike]);
});

test('behavior: what was read before the endpoint failed is not read again', async () => {
  chain.latest = 20_000n;
  chain.events.push({ eventName: 'RevealDemanded', blockNumber: 10n });
  chain.failsAt = 10_001n;
  await expect(find()).rejects.toMatchObject({ code: 'chain/call-failed' });
  chain.failsAt = undefined;
  chain.asked = [];
  expect(await find()).toEqual([strike]);
  expect(chain.asked).toEqual([10_001n, 15_001n]);
});
