import { executeBatch } from '@tallystick/prover/batch';
import { AccountTree, FIELD_MODULUS, loadCrypto } from '@tallystick/prover/core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createWorld } from '../../../prover/test-support/createWorld.js';
import { startPostgres } from '../../test-support/startPostgres.js';
import { createPostgresNodeStore } from './createPostgresNodeStore.js';

let postgres: Awaited<ReturnType<typeof startPostgres>>;

beforeAll(async () => {
  await loadCrypto();
  postgres = await startPostgres();
});
afterAll(() => postgres?.stop());

test('default', async () => {
  const store = createPostgresNodeStore({ client: postgres.pool, table: 'plain' });
  await store.prepare();
  await store.prepare();
  await store.set([
    ['16:1', 1n],
    ['0:0', FIELD_MODULUS - 1n],
  ]);
  await store.set([
    ['16:1', 2n],
    ['16:1', 3n],
    ['16:2', 0n],
  ]);
  await store.set([]);
  expect(await store.get(['16:2', 'none', '0:0', '16:1', '16:1'])).toEqual([0n, undefined, FIELD_MODULUS - 1n, 3n, 3n]);
  expect(await store.get([])).toEqual([]);
});

test('behavior: nodes of a transaction that is rolled back were never there', async () => {
  await createPostgresNodeStore({ client: postgres.pool }).prepare();
  const client = await postgres.pool.connect();
  await client.query('BEGIN');
  await createPostgresNodeStore({ client }).set([['16:9', 9n]]);
  await client.query('ROLLBACK');
  client.release();
  expect(await createPostgresNodeStore({ client: postgres.pool }).get(['16:9'])).toEqual([undefined]);
});

test('behavior: a batch over PostgreSQL reads in two queries and is the batch over memory', async () => {
  const world = await createWorld();
  const queries: string[] = [];
  const client = {
    query: (text: string, values?: unknown[]) => {
      queries.push(text);
      return postgres.pool.query(text, values);
    },
  };
  const nodes = createPostgresNodeStore({ client, table: 'batch' });
  await nodes.prepare();
  const tree = new AccountTree(nodes);
  for (const serial of world.serials) await tree.update(serial, await new AccountTree(world.nodes).leaf(serial));
  const request = world.request({ settlements: [world.receipt(3, { egressMib: 4n })], coverSerials: [] });
  queries.length = 0;
  const batch = await executeBatch({ ...world, nodes, request });
  // The paths, then the nodes of the cap that no path touched, among them the root.
  expect(queries.length).toBeLessThanOrEqual(3);
  expect(batch.oldRoot).toBe(await new AccountTree(world.nodes).root());
  await nodes.set(batch.nodes);
  expect(await tree.root()).toBe(batch.newRoot);
});

test.each(['Nodes', 'a b', 'a;drop table b', '', 'a.b.c', '1a'])('error: table name %j', (table) => {
  expect(() => createPostgresNodeStore({ client: postgres.pool, table })).toThrow(
    expect.objectContaining({ code: 'tree/bad-table-name' }),
  );
});

test('error: a row that is no node', async () => {
  const store = createPostgresNodeStore({ client: postgres.pool, table: 'corrupt' });
  await store.prepare();
  await postgres.pool.query(`INSERT INTO corrupt VALUES ('16:1', '\\xff'), ('16:2', $1)`, [Buffer.alloc(32, 255)]);
  for (const key of ['16:1', '16:2']) {
    await expect(store.get([key])).rejects.toMatchObject({ code: 'tree/store-corrupt', facts: { key } });
  }
});
