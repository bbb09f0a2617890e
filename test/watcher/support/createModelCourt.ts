import type { WatchOpening } from '@tallystick/prover/statements';
import { verifyOpening } from '@tallystick/prover/statements';
import type { WatchChain, WatchedProvider, WatchTimes } from '@tallystick/prover/watcher';
import type { Address, Hash } from 'viem';

export type ModelCourtOptions = {
  times: WatchTimes;
  nowMs: () => number;
  watchers: readonly Address[];
  providers: () => readonly WatchedProvider[];
};

type Demand = { epoch: number; watcher: Address; provider: Address; revealed?: WatchOpening };

export const MODEL_DOMAIN = { chainId: 31337, registry: '0x5FbDB2315678afecb367f032d93F642f64180aa3' } as const;

/** TEST DOUBLE of registry and court: holds their rules about windows, seeds, roots and demands, and nothing of stakes. */
export function createModelCourt({ times, nowMs, watchers, providers }: ModelCourtOptions) {
  const seeds = new Set<number>();
  const roots = new Map<string, bigint>();
  const demands: Demand[] = [];
  const transactions: { watcher: Address; what: string; epoch: number }[] = [];
  const epochSeconds = times.slotSeconds * 96;
  let isBroken = false;
  let intercept: (post: () => void) => void = (post) => post();

  const endOf = (epoch: number): number => times.genesis + (epoch + 1) * epochSeconds;
  const now = (): number => nowMs() / 1000;
  const assert = (holds: boolean, what: string): void => {
    if (!holds) throw new Error(`reverted: ${what}`);
  };
  const hash = (): Hash => `0x${transactions.length.toString(16).padStart(64, '0')}`;

  function chainOf(watcher: Address): WatchChain {
    const send = (what: string, epoch: number): Hash => {
      transactions.push({ watcher, what, epoch });
      return hash();
    };
    return {
      ...MODEL_DOMAIN,
      watcher,
      now: async () => {
        assert(!isBroken, 'no network');
        return Math.floor(now());
      },
      times: async () => times,
      isOnline: async () => !isBroken,
      isSeedDrawn: async (epoch) => {
        assert(!isBroken, 'no network');
        return seeds.has(epoch);
      },
      async drawSeed(epoch) {
        assert(now() >= endOf(epoch - 2) && now() < endOf(epoch - 1), 'seed outside its window');
        assert(!seeds.has(epoch), 'seed drawn already');
        seeds.add(epoch);
        return send('seed', epoch);
      },
      isSeated: async () => true,
      assignments: async (epoch) => {
        assert(!isBroken, 'no network');
        return seeds.has(epoch) ? providers() : [];
      },
      postedRoot: async (epoch) => roots.get(`${epoch} ${watcher}`),
      async postRoot(epoch, root) {
        assert(now() >= endOf(epoch) && now() < endOf(epoch) + times.postSeconds, 'root outside its window');
        assert(!roots.has(`${epoch} ${watcher}`), 'root posted already');
        intercept(() => {
          roots.set(`${epoch} ${watcher}`, root);
          send('root', epoch);
        });
        return hash();
      },
      demands: async (epoch) =>
        demands
          .filter((demand) => demand.epoch === epoch && demand.watcher === watcher && demand.revealed === undefined)
          .map(({ provider }) => ({
            epoch,
            provider,
            revealBy: endOf(epoch) + times.postSeconds + times.demandSeconds + times.revealSeconds,
          })),
      async reveal(opening) {
        const { epoch, provider } = opening;
        const demand = demands.find((d) => d.epoch === epoch && d.watcher === watcher && d.provider === provider);
        if (demand === undefined) throw new Error('reverted: nothing demanded');
        assert(opening.root === roots.get(`${epoch} ${watcher}`) && verifyOpening(opening), 'wrong opening');
        demand.revealed = opening;
        return send('reveal', epoch);
      },
    };
  }

  return {
    watchers,
    chainOf,
    seeds,
    transactions,
    demands,
    rootOf: (epoch: number, watcher: Address) => roots.get(`${epoch} ${watcher}`),
    demand(epoch: number, watcher: Address, provider: Address): void {
      const opens = endOf(epoch) + times.postSeconds;
      assert(now() >= opens && now() < opens + times.demandSeconds, 'demand outside its window');
      demands.push({ epoch, watcher, provider });
    },
    setRoot(epoch: number, watcher: Address, root: bigint): void {
      roots.set(`${epoch} ${watcher}`, root);
    },
    /** From now on posting a root goes through this function, which posts it or fails. */
    interceptPost(through: (post: () => void) => void): void {
      intercept = through;
    },
    /** Cuts the watchers off from the chain, or connects them again. */
    setBroken(broken: boolean): void {
      isBroken = broken;
    },
  };
}
