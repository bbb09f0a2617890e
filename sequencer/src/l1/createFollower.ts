import type { Store } from '../store/createStore.js';
import type { Chain, RollupEvent } from './Chain.js';

export type CreateFollowerParameters = {
  chain: Chain;
  store: Store;
  /** Where the contract's events start. */
  deployedAtBlock: bigint;
  /** Blocks, its own included, after which an event counts. */
  confirmations: number;
  logChunkBlocks: number;
};

/** Follows the contract's events into the store. */
export type Follower = {
  /** Takes in everything up to the latest confirmed block; calls at the same time share one run. */
  sync(): Promise<void>;
  /** The latest block seen: number and time in unix seconds. */
  head(): { number: bigint; time: number };
  /** The last block whose events are in the store. */
  followed(): bigint;
};

const checkpoint = 'l1.followed-block';

/** Makes a follower; nothing is asked before the first `sync`. */
export function createFollower(parameters: CreateFollowerParameters): Follower {
  const { chain, store, deployedAtBlock, confirmations, logChunkBlocks } = parameters;
  let head = { number: 0n, time: 0 };
  let followed = deployedAtBlock - 1n;
  let running: Promise<void> | undefined;
  let next: Promise<void> | undefined;

  async function run(): Promise<void> {
    head = await chain.head();
    const stored = await store.meta.get(checkpoint);
    followed = stored === undefined ? deployedAtBlock - 1n : BigInt(stored);
    const confirmed = head.number - BigInt(confirmations) + 1n;
    while (followed < confirmed) {
      const last = followed + BigInt(logChunkBlocks);
      const to = last < confirmed ? last : confirmed;
      const events = await chain.events(followed + 1n, to);
      // Events and checkpoint together: a restart neither misses nor repeats one.
      await store.transaction(async (tables) => {
        for (const event of events) await apply(tables, event);
        await tables.meta.set(checkpoint, to.toString());
      });
      followed = to;
    }
  }

  function sync(): Promise<void> {
    if (!running) {
      running = run().finally(() => {
        running = undefined;
      });
      return running;
    }
    // A run that has begun may have missed what the caller knows of, so one more follows it.
    next ??= running
      .catch(() => {})
      .then(() => {
        next = undefined;
        return sync();
      });
    return next;
  }

  return { sync, head: () => head, followed: () => followed };
}

async function apply({ opens }: Pick<Store, 'opens'>, event: RollupEvent): Promise<void> {
  if (event.type === 'opened') await opens.add(event);
  if (event.type === 'refunded') await opens.refund(event.serial);
}
