import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Pooler, startPooler } from '../../test-support/startPooler.js';
import { startPostgres } from '../../test-support/startPostgres.js';
import { closePool } from './closePool.js';
import { openPool } from './openPool.js';

const logger = pino({ level: 'silent' });

let postgres: Awaited<ReturnType<typeof startPostgres>>;
let url: string;
beforeAll(async () => {
  postgres = await startPostgres();
  const { port, user, password } = postgres.pool.options;
  url = `postgresql://${user}:${password}@127.0.0.1:${port}/postgres`;
});
afterAll(() => postgres?.stop());

async function through(pooler: Pooler): Promise<unknown> {
  try {
    const pool = await openPool({ url: pooler.url, connections: 2, logger });
    const { rows } = await pool.query('select 7 as seven');
    await closePool(pool);
    return rows;
  } catch (error) {
    return error;
  } finally {
    await pooler.close();
  }
}

test('default: PostgreSQL itself, and a pooler that keeps a session for each connection', async () => {
  const pool = await openPool({ url, connections: 2, logger });
  // Both connections are free again.
  expect([pool.totalCount, pool.idleCount]).toEqual([2, 2]);
  await closePool(pool);
  expect(await through(await startPooler(url, 'session'))).toEqual([{ seven: 7 }]);
});

test.each(['last', 'in turn'] as const)('error: a pooler that shares sessions out, %s', async (mode) => {
  expect(await through(await startPooler(url, mode))).toMatchObject({
    code: 'sequencer/transaction-pooler',
    facts: { field: 'databaseUrl' },
    remedy: expect.stringContaining('pool_mode = session'),
  });
});
