import { stakeRegistryAbi, uptimeCourtAbi } from '@tallystick/verifier-contracts';
import { type Address, encodeFunctionData, type Hash, type Hex, isAddressEqual } from 'viem';
import type { ChainClients } from '../chain/ChainClients.js';
import { toChainError } from '../chain/toChainError.js';
import { TallystickError } from '../errors/TallystickError.js';
import { committeeOf } from '../stake/committeeOf.js';
import { kindNumber } from '../stake/kindNumber.js';
import { readEpochTimes } from '../stake/readEpochTimes.js';
import { readProvider } from '../stake/readProvider.js';
import { COMMITTEE_SIZE } from '../uptime/COMMITTEE_SIZE.js';
import type { WatchOpening } from '../uptime/WatchOpening.js';
import { createLimiter } from './createLimiter.js';
import { createTransactionSender } from './createTransactionSender.js';
import type { WatchChain, WatchDemand, WatchedProvider } from './WatchChain.js';
import type { WatchTimes } from './WatchTimes.js';

const PAGE = 500n;
/** Calls under way at once. */
const CONCURRENCY = 16;

export type CreateWatchChainParameters = ChainClients & {
  chainId: number;
  stakeRegistry: Address;
  uptimeCourt: Address;
  /**
   * How far the time of the chain's latest block may be from this machine's before it counts as cut off, in seconds; any
   * distance if left out. Without it a node on the same machine would seem to be the network, and a clock that is wrong would
   * make every provider refuse this watcher's challenges.
   */
  freshHeadSeconds?: number;
  /** How long to wait for a transaction to be mined; 120 seconds by default. */
  transactionTimeoutMs?: number;
  /** Milliseconds of the epoch. */
  nowMs?: () => number;
};

/** A watcher's chain: the StakeRegistry and the UptimeCourt, by viem. The wallet client's account is the watcher. */
export function createWatchChain(parameters: CreateWatchChainParameters): WatchChain {
  const { publicClient, walletClient, chainId, stakeRegistry, uptimeCourt, freshHeadSeconds } = parameters;
  const { transactionTimeoutMs = 120_000, nowMs = Date.now } = parameters;
  const watcher = walletClient.account.address;
  const registry = { address: stakeRegistry, abi: stakeRegistryAbi } as const;
  const court = { address: uptimeCourt, abi: uptimeCourtAbi } as const;
  const send = createTransactionSender({ publicClient, walletClient, timeoutMs: transactionTimeoutMs });
  const limit = createLimiter(CONCURRENCY);
  /** Whom this watcher has to watch, with its place in the committee: fixed by the epoch's seed. */
  const committees = new Map<number, { seed: Hex; found: ReadonlyMap<Address, number> }>();

  /** @throws chain/… */
  async function reading<T>(what: string, work: () => Promise<T>): Promise<T> {
    return limit(work).catch((error: unknown) => {
      throw toChainError(error, what);
    });
  }

  async function readSeed(epoch: number): Promise<{ seed: Hex; drawn: boolean; isVoid: boolean }> {
    const [seed, watcherCount] = await reading('reading a seed', () =>
      publicClient.readContract({ ...court, functionName: 'seedOf', args: [epoch] }),
    );
    const drawn = BigInt(seed) !== 0n;
    return { seed, drawn, isVoid: !drawn || watcherCount < COMMITTEE_SIZE };
  }

  async function positionOf(epoch: number): Promise<number | undefined> {
    const [seated, position] = await reading("reading the watcher's position", () =>
      publicClient.readContract({ ...registry, functionName: 'positionAt', args: [epoch, watcher] }),
    );
    return seated ? position : undefined;
  }

  async function listProviders(): Promise<Address[]> {
    const providers: Address[] = [];
    for (;;) {
      const page = await reading('reading the providers', () =>
        publicClient.readContract({
          ...registry,
          functionName: 'accountsOf',
          args: [kindNumber('provider'), BigInt(providers.length), PAGE],
        }),
      );
      providers.push(...page);
      if (page.length < PAGE) return providers;
    }
  }

  async function memberOf(provider: Address, epoch: number): Promise<number | undefined> {
    const promise = await reading('reading a promise', () =>
      publicClient.readContract({ ...registry, functionName: 'promiseAt', args: [provider, epoch] }),
    );
    if (promise === 0) return undefined;
    const { members } = await limit(() => committeeOf({ publicClient, uptimeCourt, provider, epoch }));
    const member = members.findIndex((other) => isAddressEqual(other.watcher, watcher));
    return member < 0 ? undefined : member;
  }

  /** The providers whose committee the watcher is in, with its place there. */
  async function committeesOf(epoch: number): Promise<ReadonlyMap<Address, number>> {
    const { seed, isVoid } = await readSeed(epoch);
    const known = committees.get(epoch);
    if (known?.seed === seed) return known.found;
    const found = new Map<Address, number>();
    if (!isVoid && (await positionOf(epoch)) !== undefined) {
      const providers = await listProviders();
      const members = await Promise.all(providers.map((provider) => memberOf(provider, epoch)));
      for (const [i, provider] of providers.entries()) {
        const member = members[i];
        if (member !== undefined) found.set(provider, member);
      }
    }
    committees.set(epoch, { seed, found });
    for (const old of committees.keys()) if (committees.size > 8 && old < epoch) committees.delete(old);
    return found;
  }

  return {
    chainId,
    registry: stakeRegistry,
    watcher,
    async times(): Promise<WatchTimes> {
      const [genesis, slotSeconds, { startsAt, endsAt, postUntil, demandUntil, revealUntil, proofUntil }] =
        await Promise.all([
          reading('reading the registry', () => publicClient.readContract({ ...registry, functionName: 'genesis' })),
          reading('reading the registry', () =>
            publicClient.readContract({ ...registry, functionName: 'slotSeconds' }),
          ),
          readEpochTimes({ publicClient, uptimeCourt, epoch: 0 }),
        ]);
      if (startsAt !== genesis || endsAt <= startsAt) {
        throw new TallystickError('chain/bad-deployment', {
          message: 'The court is not that of the registry',
          facts: { field: 'uptimeCourt', given: uptimeCourt },
        });
      }
      return {
        genesis,
        slotSeconds,
        postSeconds: postUntil - endsAt,
        demandSeconds: demandUntil - postUntil,
        revealSeconds: revealUntil - demandUntil,
        proofSeconds: proofUntil - revealUntil,
      };
    },
    async isOnline() {
      try {
        const { timestamp } = await publicClient.getBlock();
        return freshHeadSeconds === undefined || Math.abs(nowMs() / 1000 - Number(timestamp)) <= freshHeadSeconds;
      } catch {
        return false;
      }
    },
    isSeedDrawn: async (epoch) => (await readSeed(epoch)).drawn,
    async drawSeed(epoch) {
      const call = { ...court, functionName: 'drawSeed', args: [epoch] } as const;
      return send('drawing the seed', {
        to: uptimeCourt,
        data: encodeFunctionData(call),
        check: (account) => publicClient.simulateContract({ ...call, account }),
      });
    },
    isSeated: async (epoch) => !(await readSeed(epoch)).isVoid && (await positionOf(epoch)) !== undefined,
    async assignments(epoch): Promise<WatchedProvider[]> {
      const committee = await committeesOf(epoch);
      return Promise.all(
        [...committee.keys()].map(async (provider) => {
          const { responder, endpoint } = await limit(() =>
            readProvider({ publicClient, stakeRegistry, address: provider }),
          );
          return { provider, responder, endpoint };
        }),
      );
    },
    async postedRoot(epoch) {
      const position = await positionOf(epoch);
      if (position === undefined) return undefined;
      const root = await reading('reading the posted root', () =>
        publicClient.readContract({ ...court, functionName: 'rootOf', args: [epoch, position] }),
      );
      return root === 0n ? undefined : root;
    },
    async postRoot(epoch, root): Promise<Hash> {
      const position = (await positionOf(epoch)) ?? 0; // the contract refuses whoever is not seated
      const call = { ...court, functionName: 'postRoot', args: [epoch, position, root] } as const;
      return send('posting the root', {
        to: uptimeCourt,
        data: encodeFunctionData(call),
        check: (account) => publicClient.simulateContract({ ...call, account }),
      });
    },
    async demands(epoch): Promise<WatchDemand[]> {
      const committee = await committeesOf(epoch);
      const { revealUntil } = await readEpochTimes({ publicClient, uptimeCourt, epoch });
      const found = await Promise.all(
        [...committee].map(async ([provider, member]): Promise<WatchDemand[]> => {
          const { members } = await limit(() => committeeOf({ publicClient, uptimeCourt, provider, epoch }));
          return members[member]?.leaf === 'demanded' ? [{ epoch, provider, revealBy: revealUntil }] : [];
        }),
      );
      return found.flat();
    },
    async reveal({ epoch, provider, bitmap, index, salt, siblings }: WatchOpening): Promise<Hash> {
      const member = (await committeesOf(epoch)).get(provider);
      if (member === undefined) {
        throw new TallystickError('watcher/unknown-opening', { facts: { provider, epoch } });
      }
      const opening = { bitmap, index, salt, siblings };
      const call = { ...court, functionName: 'reveal', args: [provider, epoch, member, opening] } as const;
      return send('revealing a leaf', {
        to: uptimeCourt,
        data: encodeFunctionData(call),
        check: (account) => publicClient.simulateContract({ ...call, account }),
      });
    },
  };
}
