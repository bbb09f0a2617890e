import { afterAll, beforeAll, expect, test } from 'vitest';
import { acquireDriverLock } from '../../sequencer/src/store/acquireDriverLock.js';
import { claimDatabase } from '../../sequencer/src/store/claimDatabase.js';
import { createStore } from '../../sequencer/src/store/createStore.js';
import { migrate } from '../../sequencer/src/store/migrate.js';
import { startTestDatabase } from '../support/startTestDatabase.js';

let server: Awaited<ReturnType<typeof startTestDatabase>>;
beforeAll(async () => {
  server = await startTestDatabase();
});
afterAll(() => server?.stop());

test('default: migrations are applied once, also by two at the same time', async () => {
  const pool = await server.database();
  const applied = await Promise.all([migrate(pool), migrate(pool)]);
  expect(applied.flat()).toEqual([1]);
  expect(await migrate(pool)).toEqual([]);
});

test('error: a second driver is refused until the first lets go', async () => {
  const pool = await server.database();
  const lock = await acquireDriverLock(pool, () => {});
  await expect(acquireDriverLock(pool, () => {})).rejects.toMatchObject({ code: 'sequencer/already-driven' });
  await lock.release();
  await expect
    .poll(
      () =>
        acquireDriverLock(pool, () => {}).then(
          async (again) => {
            await again.release();
            return true;
          },
          () => false,
        ),
      { timeout: 5000, interval: 20 },
    )
    .toBe(true);
});

test('behavior: whoever drives hears of a lock that is lost with its connection', async () => {
  const pool = await server.database();
  pool.on('error', () => {});
  let hear: (error: Error) => void = () => {};
  const lost = new Promise<Error>((resolve) => {
    hear = resolve;
  });
  const lock = await acquireDriverLock(pool, hear);
  const own = '(select oid from pg_database where datname = current_database())';
  await pool.query(
    `select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and granted and database = ${own}`,
  );
  expect(await lost).toBeInstanceOf(Error);
  await lock.release();
});

test('error: a database of another deployment is refused', async () => {
  const pool = await server.database();
  await migrate(pool);
  const store = createStore(pool);
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
  const store = createStore(pool);
  const failing = store.transaction(async ({ meta }) => {
    await meta.set('x', '1');
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  expect(await store.meta.get('x')).toBeUndefined();
});
