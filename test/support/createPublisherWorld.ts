import type { ExecutedBatch } from '@tallystick/prover/batch';
import type { Pool } from 'pg';
import { expect } from 'vitest';
import { createFollower } from '../../sequencer/src/l1/createFollower.js';
import { createPublisher } from '../../sequencer/src/publisher/createPublisher.js';
import type { PublisherAlert, PublisherEvents } from '../../sequencer/src/publisher/Publisher.js';
import { createStore } from '../../sequencer/src/store/createStore.js';
import { migrate } from '../../sequencer/src/store/migrate.js';
import { createScriptedChain } from './createScriptedChain.js';
import { createScriptedOperator, scriptedShape, storeBatch } from './createScriptedOperator.js';
import { testCipher } from './testCipher.js';

/** After so long the publisher of a world replaces a transaction. */
export const publisherTimeoutMs = 60_000;

/** A batch in the store, and what it is to do. */
export type StoredBatch = { id: number; executed: ExecutedBatch };

/** A publisher with a follower on a scripted chain, on which operator, provider and two allowances are queued. */
export async function createPublisherWorld(pool: Pool) {
  await migrate(pool);
  const store = createStore({ pool, cipher: testCipher });
  const script = createScriptedChain();
  const operator = createScriptedOperator(script);
  const follower = createFollower({
    chain: script.chain,
    store,
    deployedAtBlock: 1n,
    confirmations: 1,
    logChunkBlocks: 100,
    onChange: () => {},
  });
  const alerts: PublisherAlert[] = [];
  const discarded: number[][] = [];
  const mined: number[] = [];
  const attempts: { batch: number; nonce: number; attempt: number; maxFeePerGas: bigint }[] = [];

  const makePublisher = (
    events: PublisherEvents = {},
    chain = script.chain,
    shapes = [scriptedShape],
  ): ReturnType<typeof createPublisher> =>
    createPublisher({
      chain,
      store,
      shapeIdOf: (name) => shapes.find((shape) => shape.name === name)?.id,
      config: {
        pollIntervalMs: 5,
        transactionTimeoutMs: publisherTimeoutMs,
        maxFeePerGas: 100_000n,
        maxPriorityFeePerGas: 1_000n,
      },
      events: {
        onAlert: (alert) => alerts.push(alert),
        onDiscarded: ({ batches }) => discarded.push(batches),
        onMined: ({ batch }) => mined.push(batch),
        onSent: (sent) => attempts.push(sent),
        ...events,
      },
      nowMs: () => world.nowMs,
      stopGraceMs: 200,
    });

  const world = {
    store,
    script,
    operator,
    follower,
    /** The publishers' clock. */
    nowMs: 1_000_000,
    /** What publishers told so far. */
    alerts,
    discarded,
    mined,
    attempts,
    /** One of many on the same store, as after a restart; or one whose chain fails. */
    makePublisher,
    publisher: makePublisher(),
    /** A proved batch that opens two accounts, on what is live already. */
    async makeBatch(after: ExecutedBatch[] = []): Promise<StoredBatch> {
      const executed = await operator.execute({ opens: 2, after });
      return { id: await storeBatch(store, executed), executed };
    },
    statusOf: async (id: number) => (await store.batches.get(id))?.status,
    async turns(count: number): Promise<void> {
      for (let i = 0; i < count; i++) await world.publisher.turn();
    },
    /** The batches that the contract took, in order, by their new roots. */
    settledRoots: () => script.events().flatMap((event) => (event.type === 'settled' ? [event.newRoot] : [])),
    /** The contract took exactly these, in this order, and they are final. */
    async expectSettledOnce(...batches: StoredBatch[]): Promise<void> {
      await follower.sync();
      expect(world.settledRoots()).toEqual(batches.map(({ executed }) => executed.newRoot));
      for (const { id } of batches) expect(await world.statusOf(id)).toBe('final');
    },
  };
  for (let i = 0; i < 4; i++) operator.open();
  await follower.sync();
  return world;
}

export type PublisherWorld = Awaited<ReturnType<typeof createPublisherWorld>>;
