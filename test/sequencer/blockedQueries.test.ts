import { loadCrypto } from '@tallystick/prover/core';
import type pg from 'pg';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { toApiError } from '../../sequencer/src/api/toApiError.js';
import { closePool } from '../../sequencer/src/store/closePool.js';
import { inTransaction } from '../../sequencer/src/store/inTransaction.js';
import { openPool } from '../../sequencer/src/store/openPool.js';
import { type ApiWorld, createApiWorld } from '../support/createApiWorld.js';
import { startTestDatabase } from '../support/startTestDatabase.js';

const bounds = { statementMs: 300, idleInTransactionMs: 600, answerMs: 1500 };
const logger = pino({ level: 'silent' });
const unknown = `/v1/settlements/${'0'.repeat(64)}`;
const isBusy = { status: 503, body: { code: 'sequencer/not-ready', facts: { reason: 'database' } } };

let server: Awaited<ReturnType<typeof startTestDatabase>>;
/** Another's connections, without bounds. */
let other: pg.Pool;
let url: string;
let pool: pg.Pool;
let world: ApiWorld;
const cleanups: (() => unknown)[] = [];

beforeAll(async () => {
  await loadCrypto();
  server = await startTestDatabase();
  other = await server.database();
  url = `${other.options.connectionString}`;
  pool = await openPool({ url, connections: 3, bounds, logger });
  world = await createApiWorld(pool);
  await world.register();
});
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});
afterAll(async () => {
  await world?.close();
  if (pool) await closePool(pool);
  await server?.stop();
});

test('default: a statement that waits for a lock is given up, and the service goes on when the lock goes', async () => {
  const client = await other.connect();
  cleanups.push(() => client.release());
  await client.query('begin; lock table settlements in access exclusive mode');
  // More than there are connections: none of them is kept.
  for (const answer of await Promise.all(Array.from({ length: 5 }, () => world.get(unknown)))) {
    expect(answer).toMatchObject(isBusy);
    expect(answer.headers.get('retry-after')).toBe('5');
  }
  expect(await world.post('/v1/settlements', world.receipt(3, 1n))).toMatchObject(isBusy);
  expect((await world.get('/v1/batches')).status).toBe(200);
  await client.query('rollback');
  expect((await world.get(unknown)).status).toBe(404);
  expect((await world.post('/v1/settlements', world.receipt(3, 1n))).status).toBe(202);
});

test('behavior: a writer that stops within its transaction loses its locks', async () => {
  let resume = () => {};
  const stalled = inTransaction(pool, async (client) => {
    await client.query('lock table settlements in access exclusive mode');
    const ended = new Promise<void>((resolve) => client.once('end', resolve));
    await new Promise<void>((resolve) => {
      resume = resolve;
      void ended.then(resolve);
    });
    return client.query('select 1');
  });
  await expect(stalled).rejects.toMatchObject({ code: '25P03' });
  resume();
  expect((await world.get(unknown)).status).toBe(404);
});

test('behavior: where the server answers no more, the connection is given up, and another serves', async () => {
  const single = await openPool({ url, connections: 1, bounds, logger });
  cleanups.push(() => closePool(single));
  const { rows } = await single.query<{ pid: number }>('select pg_backend_pid() as pid');
  const pid = rows[0]?.pid ?? 0;
  // As if its disk never came back.
  process.kill(pid, 'SIGSTOP');
  cleanups.unshift(() => process.kill(pid, 'SIGCONT'));
  const error: unknown = await single.query('select 1').catch((reason: unknown) => reason);
  expect(toApiError(error)).toMatchObject(isBusy.body);
  expect((await single.query('select 1 as n')).rows).toEqual([{ n: 1 }]);
});

test('behavior: so it is within a transaction, which does not wait for its end either', async () => {
  const stuck = inTransaction(pool, async (client) => {
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
    const pid = rows[0]?.pid ?? 0;
    process.kill(pid, 'SIGSTOP');
    cleanups.push(() => process.kill(pid, 'SIGCONT'));
    return client.query('select 1');
  });
  await expect(stuck).rejects.toThrow('Query read timeout');
  expect((await world.get(unknown)).status).toBe(404);
});
