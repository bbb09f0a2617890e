import { stakeRegistryAbi, uptimeCourtAbi } from '@tallystick/verifier-contracts';
import { type Address, type Hex, isAddressEqual } from 'viem';
import type { ChainReader } from '../../chain/ChainClients.js';
import { committeeOf } from '../../chain/stake/committeeOf.js';
import { listAccounts } from '../../chain/stake/readStakeAccount.js';
import { throwChainError } from '../../chain/toChainError.js';
import { COMMITTEE_SIZE } from '../../statements/uptime/constants.js';
import type { Limiter } from '../probing/createLimiter.js';

const MOST_EPOCHS = 8;

export type DutyReaderParameters = {
  publicClient: ChainReader;
  stakeRegistry: Address;
  uptimeCourt: Address;
  watcher: Address;
  /** Bounds the calls under way at once. */
  limit: Limiter;
};

/** What the contracts say that a watcher has to do. Every method throws chain/call-failed, chain/unreachable. */
export type DutyReader = {
  seed(epoch: number): Promise<{ seed: Hex; isDrawn: boolean; isVoid: boolean }>;
  /** The watcher's position in an epoch's set; undefined when it isn't in it. */
  position(epoch: number): Promise<number | undefined>;
  /** The providers whose committee the watcher is in, each with its place there from 0 to 4. */
  committees(epoch: number): Promise<ReadonlyMap<Address, number>>;
};

/** Reads a watcher's duties. Committees are fixed by an epoch's seed, so they are looked up once for each. */
export function createDutyReader(parameters: DutyReaderParameters): DutyReader {
  const { publicClient, stakeRegistry, uptimeCourt, watcher, limit } = parameters;
  const registry = { address: stakeRegistry, abi: stakeRegistryAbi } as const;
  const court = { address: uptimeCourt, abi: uptimeCourtAbi } as const;
  const known = new Map<number, { seed: Hex; found: ReadonlyMap<Address, number> }>();

  async function reading<T>(what: string, work: () => Promise<T>): Promise<T> {
    return limit(work).catch(throwChainError(`reading ${what}`));
  }

  async function seedOf(epoch: number): Promise<{ seed: Hex; isDrawn: boolean; isVoid: boolean }> {
    const [seed, watcherCount] = await reading('a seed', () =>
      publicClient.readContract({ ...court, functionName: 'seedOf', args: [epoch] }),
    );
    const isDrawn = BigInt(seed) !== 0n;
    return { seed, isDrawn, isVoid: !isDrawn || watcherCount < COMMITTEE_SIZE };
  }

  async function positionOf(epoch: number): Promise<number | undefined> {
    const [seated, position] = await reading("the watcher's position", () =>
      publicClient.readContract({ ...registry, functionName: 'positionAt', args: [epoch, watcher] }),
    );
    return seated ? position : undefined;
  }

  async function memberOf(provider: Address, epoch: number): Promise<number | undefined> {
    const promisedBps = await reading('a promise', () =>
      publicClient.readContract({ ...registry, functionName: 'promiseAt', args: [provider, epoch] }),
    );
    if (promisedBps === 0) return undefined; // it owes nothing for the epoch
    const { members } = await limit(() => committeeOf({ publicClient, uptimeCourt, provider, epoch }));
    const member = members.findIndex((other) => isAddressEqual(other.watcher, watcher));
    return member < 0 ? undefined : member;
  }

  return {
    seed: seedOf,
    position: positionOf,
    async committees(epoch) {
      const { seed, isVoid } = await seedOf(epoch);
      const cached = known.get(epoch);
      if (cached?.seed === seed) return cached.found;
      const found = new Map<Address, number>();
      if (!isVoid && (await positionOf(epoch)) !== undefined) {
        const providers = await limit(() => listAccounts({ publicClient, stakeRegistry, kind: 'provider' }));
        const members = await Promise.all(providers.map((provider) => memberOf(provider, epoch)));
        for (const [i, provider] of providers.entries()) {
          const member = members[i];
          if (member !== undefined) found.set(provider, member);
        }
      }
      known.set(epoch, { seed, found });
      for (const old of known.keys()) if (known.size > MOST_EPOCHS && old !== epoch) known.delete(old);
      return found;
    },
  };
}
