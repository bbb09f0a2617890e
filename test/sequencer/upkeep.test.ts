import { AccountTree, accessToken, serializeReceipt } from '@tallystick/prover/core';
import type pg from 'pg';
import { pino } from 'pino';
import { beforeEach, expect, test } from 'vitest';
import { sequencerError } from '../../sequencer/src/errors.js';
import { createSettlementIntake } from '../../sequencer/src/intake/settlement/createSettlementIntake.js';
import { createFollower } from '../../sequencer/src/l1/createFollower.js';
import { forgetSettlements } from '../../sequencer/src/operations/forgetSettlements.js';
import { startUpkeep } from '../../sequencer/src/service/startUpkeep.js';
import { createStore, type Store } from '../../sequencer/src/store/createStore.js';
import { migrate } from '../../sequencer/src/store/migrate.js';
import { createScriptedChain } from '../support/createScriptedChain.js';
import {
  createScriptedOperator,
  scriptedDomain,
  scriptedTerms,
  storeBatch,
} from '../support/createScriptedOperator.js';
import { testCipher } from '../support/testCipher.js';
import { useTestDatabase } from '../support/useTestDatabase.js';

const server = useTestDatabase();
let pool: pg.Pool;
let store: Store;
let script: ReturnType<typeof createScriptedChain>;
let operator: ReturnType<typeof createScriptedOperator>;
let follower: ReturnType<typeof createFollower>;

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

/** Upkeep until nothing is left that a round is to take away. */
async function keepUp({ settlementRetentionDays = 0, until = async () => true } = {}): Promise<void> {
  const stopping = new AbortController();
  const logger = pino({ level: 'silent' });
  const ended = startUpkeep({ store, logger, nowMs: Date.now, signal: stopping.signal, settlementRetentionDays });
  const isDone = async () => {
    const { batches, superseded } = await left();
    return batches + superseded === 0 && (await until());
  };
  await expect.poll(isDone, { timeout: 10_000 }).toBe(true);
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

/** Settles receipts of allowance 3, one in each final batch, the first of which opens the accounts; all beyond the reorg window. */
async function settleInTurn(units: readonly bigint[]): Promise<{ id: string; amount: bigint; fee: bigint }[]> {
  const opening = await operator.execute({ opens: 2 });
  await storeBatch(store, opening);
  script.submitForeign(opening.data);
  const more = await operator.execute({ opens: 2 });
  await storeBatch(store, more);
  script.submitForeign(more.data);
  const settled: { id: string; amount: bigint; fee: bigint }[] = [];
  for (const total of units) {
    const item = { id: `${total}`, amount: 2n * (total - BigInt(settled.at(-1)?.id ?? 0)), fee: 0n };
    await store.settlements.putAll([{ id: item.id, receipt: operator.receipt(3, total) }]);
    const batch = await operator.execute({ settle: { 3: total } });
    await storeBatch(store, batch, { settled: [item] });
    script.submitForeign(batch.data);
    await follower.sync();
    settled.push(item);
  }
  for (let i = 0; i < 150; i++) script.pass(1);
  await follower.sync();
  return settled;
}

const idsOf = async (serial: number) => (await store.settlements.list(serial, 10)).map(({ id }) => id).toSorted();

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

test('behavior: what expired is forgotten after the retention, as what was rejected', async () => {
  for (const [serial, id] of [
    [3, 'old'],
    [4, 'recent'],
  ] as const) {
    await store.settlements.putAll([{ id, receipt: operator.receipt(serial, 1n), expiry: 5 }]);
  }
  const reason = sequencerError('sequencer/not-proved').toJSON();
  expect(await store.settlements.expire(['old', 'recent'], 4, reason)).toEqual([]);
  expect((await store.settlements.expire(['old', 'recent'], 5, reason)).toSorted()).toEqual(['old', 'recent']);
  await pool.query("update settlements set received_at = now() - interval '401 days' where id = 'old'");
  await keepUp({ settlementRetentionDays: 400, until: async () => (await idsOf(3)).length === 0 });
  expect([await idsOf(3), await idsOf(4)]).toEqual([[], ['recent']]);
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

test('behavior: what became of proofs is forgotten after a day', async () => {
  const batchId = await storeBatch(store, await operator.execute({ opens: 2 }));
  await store.outcomes.add({ batchId, prover: 'old', proved: true });
  await pool.query("update proof_outcomes set at = now() - interval '25 hours'");
  await store.outcomes.add({ batchId, prover: 'recent', proved: false });
  const provers = async () => (await pool.query('select prover from proof_outcomes')).rows.map(({ prover }) => prover);
  await keepUp({ until: async () => (await provers()).length < 2 });
  expect(await provers()).toEqual(['recent']);
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

test('behavior: settlements are forgotten so long after a later one became final; the latest stays, and none by default', async () => {
  await settleInTurn([1n, 2n, 3n, 4n]);
  await keepUp();
  expect(await idsOf(3)).toEqual(['1', '2', '3', '4']);
  // The first two were final before the last 30 days, the others within them.
  await pool.query(
    "update batches set updated_at = now() - interval '31 days' where id in (select batch_id from settlements where id in ('1', '2')) or settlement_count = 0",
  );
  const forgotten = async () => (await idsOf(3)).length === 3;
  await keepUp({ settlementRetentionDays: 30, until: forgotten });
  expect(await idsOf(3)).toEqual(['2', '3', '4']);
  await pool.query("update batches set updated_at = now() - interval '31 days'");
  await keepUp({ settlementRetentionDays: 30, until: async () => (await idsOf(3)).length === 1 });
  expect(await store.settlements.list(3, 10)).toMatchObject([{ id: '4', status: 'final', amount: 2n }]);
});

test('behavior: a forgotten receipt that comes again is refused; the latest is known still, and nothing is settled twice', async () => {
  await settleInTurn([1n, 2n]);
  await pool.query("update batches set updated_at = now() - interval '31 days'");
  expect(await forgetSettlements(store, new Date())).toEqual({ count: 1, hasMore: false });
  const intake = createSettlementIntake({
    ...{ store, domain: scriptedDomain, chainTime: script.time, findOpen: store.opens.get },
  });
  const authorization = `Bearer ${accessToken({ viewKey: scriptedTerms(1).viewKey, serial: 2 })}`;
  const submit = (units: bigint) => intake.submit(serializeReceipt(operator.receipt(3, units)), { authorization });
  await expect(submit(1n)).rejects.toMatchObject({ code: 'receipt/lower-than-settled' });
  expect(await submit(2n)).toMatchObject({ id: '2', status: 'final' });
  expect(await submit(3n)).toMatchObject({ status: 'pending' });
});

test('behavior: what was final within the reorg window is kept, however long ago that was', async () => {
  await settleInTurn([1n, 2n]);
  await pool.query("update batches set updated_at = now() - interval '31 days'");
  await pool.query("update meta set value = '1' where key = 'l1.pruned-block'");
  expect(await forgetSettlements(store, new Date())).toEqual({ count: 0, hasMore: false });
  expect(await idsOf(3)).toEqual(['1', '2']);
});

test('behavior: refused receipts are forgotten after the retention, not while undoing a batch could make them wait again', async () => {
  const error = { code: 'sequencer/beyond-balance', message: '', facts: {}, remedy: '' };
  const reject = async (id: string, serial: number, on?: number) => {
    await store.settlements.putAll([{ id, receipt: operator.receipt(serial, 5n) }]);
    await store.settlements.reject(id, error, on);
  };
  await reject('old', 3);
  await reject('on a live batch', 4, 1);
  await pool.query("update settlements set received_at = now() - interval '31 days'");
  await reject('recent', 3);
  const before = new Date(Date.now() - 30 * 86_400_000);
  expect(await forgetSettlements(store, before)).toEqual({ count: 1, hasMore: false });
  expect([...(await idsOf(3)), ...(await idsOf(4))]).toEqual(['recent', 'on a live batch']);
});

test('behavior: a reorg deeper than everything kept, after settlements were forgotten: what the chain still says is final again', async () => {
  const settled = await settleInTurn([1n, 2n, 3n]);
  await pool.query("update batches set updated_at = now() - interval '31 days'");
  await keepUp({ settlementRetentionDays: 30, until: async () => (await idsOf(3)).length === 1 });
  const latest = (await store.settlements.get('3'))?.batchId ?? 0;
  expect((await store.batches.content(latest)).changes.settlements).toEqual([]);
  // Everything is undone and read again, and nothing has changed but blocks without events.
  script.reorg(140);
  await follower.sync();
  expect(await store.settlements.list(3, 10)).toMatchObject([{ ...settled[2], status: 'final', batchId: latest }]);
  // It is the same as before for the upkeep too.
  for (let i = 0; i < 150; i++) script.pass(1);
  await follower.sync();
  await keepUp();
  expect((await store.batches.content(latest)).changes.settlements).toEqual([]);
});
