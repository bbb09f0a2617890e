import type pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { toApiError } from '../../sequencer/src/api/toApiError.js';
import { inTransaction } from '../../sequencer/src/store/inTransaction.js';
import { startTestDatabase } from '../support/startTestDatabase.js';

let database: Awaited<ReturnType<typeof startTestDatabase>>;
let pool: pg.Pool;

beforeAll(async () => {
  database = await startTestDatabase();
  pool = await database.database();
  await pool.query('create table numbers (n integer)');
});
afterAll(async () => {
  await database?.stop();
});

const numbers = async () =>
  (await pool.query<{ n: number }>('select n from numbers order by n')).rows.map(({ n }) => n);

test('default: all takes effect, or nothing', async () => {
  expect(
    await inTransaction(pool, async (client) => client.query('insert into numbers values (1), (2)')),
  ).toBeDefined();
  const failing = inTransaction(pool, async (client) => {
    await client.query('insert into numbers values (3)');
    throw new RangeError('no');
  });
  await expect(failing).rejects.toThrow(RangeError);
  expect(await numbers()).toEqual([1, 2]);
});

test('error: a connection that breaks between two queries fails that transaction and nothing else', async () => {
  const before = await numbers();
  const failing = inTransaction(pool, async (client) => {
    await client.query('insert into numbers values (4)');
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
    const ended = new Promise((resolve) => client.once('end', resolve));
    await pool.query('select pg_terminate_backend($1)', [rows[0]?.pid]);
    await ended;
    await client.query('insert into numbers values (5)');
  });
  const error: unknown = await failing.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  // The server's own word for it, not that of the query that found the connection closed.
  expect(error).toMatchObject({ code: '57P01' });
  expect(await numbers()).toEqual(before);
});

test('error: whoever asked when the database went away is told to come back', () => {
  for (const message of [
    'Connection terminated',
    'Connection terminated unexpectedly',
    'Client was closed and is not queryable',
  ]) {
    expect(toApiError(new Error(message)).code, message).toBe('sequencer/not-ready');
  }
  expect(toApiError(new Error('Connection pool of the mind')).code).toBe('sequencer/internal');
});
