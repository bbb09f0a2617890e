import { bytesToField, fieldToBytes, isFieldElement, type NodeStore, treeError } from '@tallystick/prover/core';

/** What the store needs of `pg`: a `Pool`, a `Client`, or a client within a transaction. */
export type Queryable = {
  query(text: string, values?: unknown[]): Promise<{ rows: unknown[] }>;
};

export type PostgresNodeStore = NodeStore & {
  /** Creates the table if it isn't there. */
  prepare(): Promise<void>;
};

const TABLE = /^([a-z_][a-z0-9_]{0,62}\.)?[a-z_][a-z0-9_]{0,62}$/;

/**
 * Tree nodes in a PostgreSQL table `(key text primary key, value bytea)`. Each `get` and each `set` is one statement; give a
 * client that has begun a transaction to commit nodes together with other tables.
 *
 * @throws tree/bad-table-name
 *
 * @example
 * import { AccountTree } from '@tallystick/prover/core';
 * import { createPostgresNodeStore } from '@tallystick/sequencer';
 * import { Pool } from 'pg';
 *
 * const nodes = createPostgresNodeStore({ client: new Pool({ connectionString: 'postgres://localhost/tallystick' }) });
 * await nodes.prepare();
 * const root = await new AccountTree(nodes).root();
 */
export function createPostgresNodeStore({
  client,
  table = 'tree_nodes',
}: {
  client: Queryable;
  /** Lower-case name, with an optional schema. */
  table?: string;
}): PostgresNodeStore {
  if (!TABLE.test(table)) throw treeError('tree/bad-table-name', { facts: { given: table } });
  return {
    async prepare() {
      await client.query(`CREATE TABLE IF NOT EXISTS ${table} (key text PRIMARY KEY, value bytea NOT NULL)`);
    },
    async get(keys) {
      const { rows } = await client.query(`SELECT key, value FROM ${table} WHERE key = ANY($1::text[])`, [keys]);
      const nodes = new Map(rows.map((row) => toEntry(row, table)));
      return keys.map((key) => nodes.get(key));
    },
    async set(entries) {
      // One statement may not touch a row twice, so the last value of each key is chosen here.
      const nodes = new Map(entries);
      if (nodes.size === 0) return;
      await client.query(
        `INSERT INTO ${table} (key, value) SELECT * FROM unnest($1::text[], $2::bytea[])
         ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value`,
        [[...nodes.keys()], [...nodes.values()].map((value) => Buffer.from(fieldToBytes(value)))],
      );
    },
  };
}

function toEntry(row: unknown, table: string): [string, bigint] {
  const { key, value } = row as { key: string; value: Uint8Array };
  const node = value.length === 32 ? bytesToField(value) : undefined;
  if (!isFieldElement(node)) throw treeError('tree/store-corrupt', { facts: { table, key } });
  return [key, node];
}
