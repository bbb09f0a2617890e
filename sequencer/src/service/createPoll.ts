import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Metrics } from '../api/createMetrics.js';
import type { Chain, RollupState } from '../l1/Chain.js';
import type { Follower } from '../l1/createFollower.js';
import type { ProvingQueue } from '../queue/createProvingQueue.js';
import type { Store } from '../store/createStore.js';

export type CreatePollParameters = {
  chain: Chain;
  store: Store;
  follower: Follower;
  queue: ProvingQueue;
  metrics: Metrics;
  logger: Logger;
  nowMs: () => number;
  signal: AbortSignal;
};

/** Follows the chain, and keeps what the interface and the metrics say of it fresh. */
export function createPoll({ chain, store, follower, queue, metrics, logger, nowMs, signal }: CreatePollParameters) {
  let rollup: RollupState | undefined;
  let problem: string | undefined = 'starting';
  let waiting = 0;

  /** What waits, also while the chain can't be reached: then more and more does. */
  async function countWaiting(): Promise<void> {
    let items = 0;
    for (const kind of ['opens', 'settlements', 'withdrawals'] as const) {
      const { count, oldestMs } = await store[kind].waiting();
      if (kind !== 'opens') items += count;
      metrics.queue.set({ kind }, count);
      metrics.oldest.set({ kind }, oldestMs === undefined ? 0 : Math.max(0, nowMs() - oldestMs) / 1000);
    }
    waiting = items;
    for (const [state, size] of Object.entries(await queue.sizes())) metrics.jobs.set({ state }, size);
  }

  async function follow(): Promise<void> {
    await follower.sync();
    rollup = await chain.state();
    metrics.walletWei.set(Number(await chain.balance()));
    metrics.lagBlocks.set(Number(follower.head().number - follower.followed()));
  }

  async function once(): Promise<void> {
    try {
      await follow();
    } finally {
      await countWaiting();
    }
    problem = undefined;
  }

  return {
    once,
    waiting: () => waiting,
    async loop(intervalMs: number): Promise<void> {
      while (!signal.aborted) {
        await delay(intervalMs, undefined, { signal }).catch(() => {});
        if (signal.aborted) return;
        await once().catch((error: unknown) => {
          if (problem === undefined) logger.warn({ err: error }, 'the chain could not be followed; it is tried again');
          problem = 'chain';
          metrics.followFailures.inc();
        });
      }
    },
    rollup: () => rollup,
    problem: () => problem,
  };
}
