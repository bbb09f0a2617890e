import { AccountTree, loadCrypto } from '@tallystick/prover';
import type pg from 'pg';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createFollower } from '../../sequencer/src/l1/createFollower.js';
import { startUpkeep } from '../../sequencer/src/service/startUpkeep.js';
import { createStore, type Store } from '../../sequencer/src/store/createStore.js';
import { migrate } from '../../sequencer/src/store/migrate.js';
import { createScriptedChain } from '../support/createScriptedChain.js';
import { createScriptedOperator, scriptedTerms, storeBatch } from '../support/createScriptedOperator.js';
import { startTestDatabase } from '../support/startTestDatabase.js';
import { testCipher } from '../support/testCipher.js';

let server: Awaited<ReturnType<typeof startTestDatabase>>;
let pool: pg.Pool;
let store: Store;
let script: ReturnType<typeof createScriptedChain>;
let operator: ReturnType<typeof createScriptedOperator>;
let follower: ReturnType<typeof createFollower>;

beforeAll(async () => {
  await loadCrypto();
  server = await startTestDatabase();
});
afterAll(() => server?.stop());
beforeEach(async () => {
  pool = await server.database();
  await migrate(pool);
  store = createStore({ pool, cipher: testCipher });
  script = createScriptedChain();
  operator = createScriptedOperator(script);
  follower = createFollower({
    ...{ chain: script.chain, store, deployedAtBlock: 1n, confirmations: 1, logChunkBlocks: 2000, onChange: () => {} },
    ...{ reorgWindowBlocks: 8, singleBlocks: 4 },
  });
  for (let i = 0; i < 4; i++) operator.open();
  await follower.sync();
  for (let serial = 1; serial <= 4; serial++) {
    await store.opens.disclose(serial, scriptedTerms(operator.indexAt(serial) ?? 0));
  }
});

/** One round of the upkeep. */
async function keepUp(): Promise<void> {
  const stopping = new AbortController();
  const logger = pino({ level: 'silent' });
  const ended = startUpkeep({ store, logger, nowMs: Date.now, signal: stopping.signal });
  await expect.poll(async () => (await left()).batches + (await left()).superseded, { timeout: 10_000 }).toBe(0);
  stopping.abort();
  await ended;
}

/** What a round is to leave nothing of: batches beyond the reorg window or the day that aren't stripped, and old superseded receipts. */
async function left(): Promise<{ batches: number; superseded: number }> {
  const { rows } = await pool.query<{ batches: number; superseded: number }>(
    `select (select count(*)::int from batches where status = 'final' and not stripped) as batches,
       (select count(*)::int from settlements where status = 'superseded' and received_at < now() - interval '7 days') as superseded`,
  );
  return rows[0] ?? { batches: 0, superseded: 0 };
}

test('default: superseded receipts of more than a week ago are forgotten, the one that stands for them is not', async () => {
  for (const [id, units] of [
    ['old', 1n],
    ['recent', 2n],
    ['latest', 3n],
  ] as const) {
    await store.settlements.putAll([{ id, receipt: operator.receipt(3, units) }]);
  }
  await pool.query("update settlements set received_at = now() - interval '8 days' where id in ('old', 'latest')");
  await keepUp();
  const kept = await store.settlements.list(3, 10);
  expect(kept.map(({ id, status }) => [id, status]).toSorted()).toEqual([
    ['latest', 'pending'],
    ['recent', 'superseded'],
  ]);
});

test('behavior: batches beyond the reorg window keep their record and no secrets, and a deeper reorg is undone all the same', async () => {
  const first = await operator.execute({ opens: 2 });
  const ids = [await storeBatch(store, first)];
  const second = await operator.execute({ opens: 2, after: [first] });
  ids.push(await storeBatch(store, second));
  script.submitForeign(first.data);
  script.submitForeign(second.data);
  await follower.sync();
  const before = await store.batches.get(ids[0] ?? 0);
  for (let i = 0; i < 150; i++) script.pass(1);
  await follower.sync();
  await keepUp();
  for (const id of ids) {
    expect(await store.batches.proof(id)).toBeUndefined();
    const { changes } = await store.batches.content(id);
    expect(changes).toEqual({ nodes: [], accounts: [], settlements: [], withdrawals: [] });
  }
  expect(await store.batches.get(ids[0] ?? 0)).toEqual(before);
  expect(await new AccountTree(store.nodes).root()).toBe(second.newRoot);

  // Deep enough to take the second one away.
  script.reorg(151);
  await follower.sync();
  const { root } = await operator.replay();
  expect([root, (await store.l1.base()).root, await new AccountTree(store.nodes).root()]).toEqual(
    new Array(3).fill(first.newRoot),
  );
  const statuses = await Promise.all(ids.map(async (id) => (await store.batches.get(id))?.status));
  expect(statuses).toEqual(['final', 'discarded']);
});

test('behavior: what a batch within the reorg window needs to be sent again is kept', async () => {
  const executed = await operator.execute({ opens: 2 });
  const id = await storeBatch(store, executed);
  script.submitForeign(executed.data);
  await follower.sync();
  await store.transaction(async ({ batches, l1 }) => {
    await l1.lock();
    expect(await batches.strip({ finalBefore: 1n, discardedBefore: new Date(0), limit: 10 })).toBe(0);
  });
  script.reorg(1);
  await follower.sync();
  expect(await store.batches.get(id)).toMatchObject({ status: 'sent', proofBytes: 1 });
});
