import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Chain, RollupState } from '../l1/Chain.js';
import type { Follower } from '../l1/createFollower.js';
import { OPERATION_KINDS } from '../operations/operations.js';
import type { ProvingQueue } from '../queue/createProvingQueue.js';
import type { Store } from '../store/createStore.js';
import type { Metrics } from '../telemetry/createMetrics.js';
import { isDatabaseFailure } from '../util/isDatabaseFailure.js';

export type CreatePollParameters = {
  chain: Chain;
  store: Store;
  follower: Follower;
  queue: ProvingQueue;
  metrics: Metrics;
  /** As the follower has them: so far behind the head it stays on purpose. */
  confirmations: number;
  logger: Logger;
  nowMs: () => number;
  signal: AbortSignal;
};

/** Follows the chain, and keeps what the interface and the metrics say of it fresh. */
export function createPoll(parameters: CreatePollParameters) {
  const { chain, store, follower, queue, metrics, confirmations, logger, nowMs, signal } = parameters;
  let rollup: RollupState | undefined;
  let problem: string | undefined = 'starting';
  let waiting = 0;

  /** What waits, also while the chain can't be reached: then more and more does. */
  async function countWaiting(): Promise<void> {
    let items = 0;
    for (const kind of OPERATION_KINDS) {
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
    const behind = Number(follower.head().number - follower.followed());
    metrics.lagBlocks.set(Math.max(0, behind - (confirmations - 1)));
  }

  async function once(): Promise<void> {
    try {
      await follow();
    } finally {
      await countWaiting();
    }
    problem = undefined;
  }

  /** The database fails in here too, which is no fault of the endpoints. */
  function note(error: unknown): void {
    const what = isDatabaseFailure(error) ? 'database' : 'chain';
    if (what === 'chain') metrics.followFailures.inc();
    if (problem === undefined) {
      const message =
        what === 'chain' ? 'the chain could not be followed' : 'the database failed while the chain was followed';
      logger.warn({ err: error }, `${message}; it is tried again`);
    }
    problem = what;
  }

  return {
    once,
    waiting: () => waiting,
    async loop(intervalMs: number): Promise<void> {
      while (!signal.aborted) {
        await delay(intervalMs, undefined, { signal }).catch(() => {});
        if (signal.aborted) return;
        await once().catch(note);
      }
    },
    rollup: () => rollup,
    problem: () => problem,
  };
}
