import type { Withdrawal } from '@tallystick/prover/core';
import { apiError } from '@tallystick/prover/sequencer-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { claimDatabase } from '../../sequencer/src/store/claimDatabase.js';
import { createStore } from '../../sequencer/src/store/createStore.js';
import {
  type AcquireDriverLockParameters,
  acquireDriverLock,
} from '../../sequencer/src/store/driver/acquireDriverLock.js';
import { migrate } from '../../sequencer/src/store/migrate.js';
import { migrations } from '../../sequencer/src/store/migrations/index.js';
import { sealJson } from '../../sequencer/src/store/sealing/sealJson.js';
import { startTestDatabase } from '../support/startTestDatabase.js';
import { testCipher } from '../support/testCipher.js';

let server: Awaited<ReturnType<typeof startTestDatabase>>;
beforeAll(async () => {
  server = await startTestDatabase();
});
afterAll(() => server?.stop());

test('default: migrations are applied once, also by two at the same time', async () => {
  const pool = await server.database();
  const applied = await Promise.all([migrate(pool), migrate(pool)]);
  expect(applied.flat()).toEqual(migrations.map(({ id }) => id));
  expect(await migrate(pool)).toEqual([]);
});

/** A migrated database, and a way to take its driver lock that looks often. */
async function drivers() {
  const pool = await server.database();
  await migrate(pool);
  const take = (options: Partial<AcquireDriverLockParameters> = {}) =>
    acquireDriverLock({ pool, onLost: () => {}, prepare: async () => {}, intervalMs: 10, ...options });
  return { pool, take };
}

test('behavior: a second driver stands by until the first lets go', async () => {
  const { take } = await drivers();
  const first = await take();
  let waiting: () => void = () => {};
  const isWaiting = new Promise<void>((resolve) => {
    waiting = resolve;
  });
  let taken = false;
  const second = take({ onWaiting: waiting }).then((lock) => {
    taken = true;
    return lock;
  });
  await isWaiting;
  expect(taken).toBe(false);
  await first.release();
  const { epoch, release } = await second;
  expect(epoch).toBe(first.epoch + 1);
  await release();
});

test('behavior: a standby takes over where the first was cut off, which hears of it and can no longer write', async () => {
  const { pool, take } = await drivers();
  pool.on('error', () => {});
  let hear: (error: Error) => void = () => {};
  const lost = new Promise<Error>((resolve) => {
    hear = resolve;
  });
  const first = await take({ onLost: hear });
  const heard: string[] = [];
  const before = createStore({
    ...{ pool, cipher: testCipher, driverEpoch: first.epoch },
    onLost: ({ code }) => heard.push(code),
  });
  await before.transaction(({ meta }) => meta.set('x', 'first'));
  const second = take();
  const own = '(select oid from pg_database where datname = current_database())';
  await pool.query(
    `select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and granted and database = ${own}`,
  );
  expect(await lost).toMatchObject({ code: 'sequencer/lock-lost', cause: expect.any(Error) });
  const { epoch, release } = await second;
  const after = createStore({ pool, cipher: testCipher, driverEpoch: epoch });
  await after.transaction(({ meta }) => meta.set('x', 'second'));
  const late = before.transaction(({ meta }) => meta.set('x', 'too late'));
  await expect(late).rejects.toMatchObject({ code: 'sequencer/already-driven' });
  // Also where the connection of the lock says nothing, it learns that it drives no longer.
  expect(heard).toEqual(['sequencer/already-driven']);
  expect(await after.meta.get('x')).toBe('second');
  await first.release();
  await release();
});

test('behavior: the schema is changed by who drives alone, and a driver that lost the lock is shut out before', async () => {
  const pool = await server.database();
  const steps: string[] = [];
  const take = (name: string, prepare: () => Promise<unknown>) =>
    acquireDriverLock({
      ...{ pool, intervalMs: 10, onLost: () => {} },
      prepare: async () => {
        steps.push(name);
        await prepare();
      },
      onWaiting: () => steps.push(`${name} waits`),
    });
  const first = await take('first', () => migrate(pool));
  expect(first.epoch).toBe(1);
  const before = createStore({ pool, cipher: testCipher, driverEpoch: first.epoch });
  const second = take('second', () =>
    expect(before.transaction(async () => {})).rejects.toMatchObject({ code: 'sequencer/already-driven' }),
  );
  await expect.poll(() => steps).toContain('second waits');
  expect(steps).toEqual(['first', 'second waits']);
  await first.release();
  const { epoch, release } = await second;
  expect([epoch, steps.at(-1)]).toEqual([2, 'second']);
  await release();
});

test('error: a schema that a newer version has changed', async () => {
  const pool = await server.database();
  await migrate(pool);
  await pool.query("insert into migrations (id, name) values (999, 'of tomorrow')");
  await expect(migrate(pool)).rejects.toMatchObject({ code: 'sequencer/newer-schema', facts: { given: '999' } });
});

test('error: a withdrawal whose nonce the chain has given to another one is refused', async () => {
  const pool = await server.database();
  await migrate(pool);
  const { withdrawals } = createStore({ pool, cipher: testCipher });
  await pool.query(
    `insert into batches (id, status, shape, old_root, new_root, now, first_serial, open_count, data, changes, settlement_count,
       withdrawal_count) values (1, 'discarded', 'tiny', '0', '1', 0, 1, 0, '{}', '{}', 0, 1)`,
  );
  const order = { serial: 3, nonce: 0, amount: 1n, recipient: `0x${'11'.repeat(20)}` } as unknown as Withdrawal;
  await withdrawals.put('first', order);
  await withdrawals.reject('first', apiError('sequencer/beyond-balance').toJSON());
  await withdrawals.put('second', order);
  // The discarded batch with the first was mined after all.
  await withdrawals.finish(1, ['first']);
  expect(await withdrawals.get('first')).toMatchObject({ status: 'final', batchId: 1, error: undefined });
  expect(await withdrawals.get('second')).toMatchObject({
    status: 'rejected',
    error: { code: 'sequencer/wrong-nonce' },
  });
});

test('error: a standby that is stopped', async () => {
  const { take } = await drivers();
  const first = await take();
  const stopping = new AbortController();
  const second = take({ signal: stopping.signal, onWaiting: () => stopping.abort() });
  await expect(second).rejects.toMatchObject({ code: 'sequencer/not-ready' });
  await first.release();
});

test('error: a database of another deployment is refused', async () => {
  const pool = await server.database();
  await migrate(pool);
  const store = createStore({ pool, cipher: testCipher });
  const rollup = '0xAbc0000000000000000000000000000000000001';
  await claimDatabase(store, { chainId: 1, rollup });
  await claimDatabase(store, { chainId: 1, rollup: rollup.toLowerCase() });
  await expect(claimDatabase(store, { chainId: 2, rollup })).rejects.toMatchObject({
    code: 'sequencer/foreign-database',
    facts: { given: `1:${rollup.toLowerCase()}` },
  });
});

test('behavior: a transaction that fails changes nothing', async () => {
  const pool = await server.database();
  await migrate(pool);
  const store = createStore({ pool, cipher: testCipher });
  const failing = store.transaction(async ({ meta }) => {
    await meta.set('x', '1');
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  expect(await store.meta.get('x')).toBeUndefined();
});

test('behavior: cover is drawn from all allowances, few or many, and earning accounts apart', async () => {
  const pool = await server.database();
  await migrate(pool);
  const { accounts } = createStore({ pool, cipher: testCipher });
  const count = 2000;
  await pool.query(
    `insert into accounts (serial, provider_serial, state) select n, case when n <= 3 then 0 else 1 end, '{}'
     from generate_series(1, ${count}) n`,
  );
  const few = await accounts.sample(count);
  expect(new Set(few.serials).size).toBe(count);
  expect(few.earning.toSorted()).toEqual([1, 2, 3]);
  // A fiftieth of them each time: drawn often enough, every tenth of the range has its share.
  const tenths = new Array<number>(10).fill(0);
  for (let i = 0; i < 20; i++) {
    const { serials, earning } = await accounts.sample(40);
    const allowances = serials.filter((serial) => !earning.includes(serial));
    expect(allowances).toHaveLength(40);
    for (const serial of allowances) {
      const tenth = Math.floor((serial - 1) / (count / 10));
      tenths[tenth] = (tenths[tenth] ?? 0) + 1;
    }
  }
  // 800 draws: 80 expected in each, with a deviation of 8.5.
  for (const drawn of tenths) expect(Math.abs(drawn - 80)).toBeLessThan(60);
});

test('behavior: a batch that was stored before there was a kind of items holds none of it', async () => {
  const pool = await server.database();
  await migrate(pool);
  const store = createStore({ pool, cipher: testCipher });
  // As if withdrawals had come later.
  const changes = { nodes: [], accounts: [], settlements: [{ id: 'first', amount: 2n, fee: 1n }] };
  await pool.query(
    `insert into batches (id, status, shape, old_root, new_root, now, first_serial, open_count, data, changes, settlement_count,
       withdrawal_count) values (1, 'executed', 'tiny', '0', '1', 0, 1, 0, '{}', $1, 1, 0)`,
    [sealJson(testCipher, 'batches:1:changes', changes)],
  );
  await pool.query("update batch_events set batch = batch - 'withdrawal_count'");
  expect((await store.batches.content(1)).changes).toMatchObject({ ...changes, withdrawals: [] });
  await store.transaction((tables) => tables.batchEvents.order(0));
  const [event] = await store.batchEvents.after(0, 1);
  expect(event).toMatchObject({ batch: { itemCounts: { settlements: 1, withdrawals: 0 } } });
});

test('behavior: a batch is found by the root that it led to without a look at all of them', async () => {
  const pool = await server.database();
  await migrate(pool);
  const client = await pool.connect();
  try {
    await client.query('set enable_seqscan = off');
    const { rows } = await client.query<{ 'QUERY PLAN': string }>(
      "explain select distinct new_root as root from batches where new_root = any('{0x1,0x2}'::text[])",
    );
    expect(rows.map((row) => row['QUERY PLAN']).join('\n')).toContain('batches_new_root');
  } finally {
    client.release();
  }
});
