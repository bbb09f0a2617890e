import type { Pool } from 'pg';
import { sequencerError } from '../errors.js';
import { inTransaction } from './inTransaction.js';
import { migrations } from './migrations/index.js';

/** Arbitrary but fixed: two processes that start at once migrate one after the other. */
const migrationLock = 7_473_001;

/**
 * Brings the schema up to date, all missing migrations in one transaction. Returns the ids that were applied.
 *
 * @throws sequencer/newer-schema when a newer version was here; nothing is changed then
 */
export async function migrate(pool: Pool): Promise<number[]> {
  return inTransaction(pool, async (client) => {
    await client.query('select pg_advisory_xact_lock($1)', [migrationLock]);
    await client.query(
      'create table if not exists migrations (id integer primary key, name text not null, applied_at timestamptz not null default now())',
    );
    const { rows } = await client.query<{ id: number }>('select id from migrations');
    const done = new Set(rows.map((row) => row.id));
    const known = migrations.map(({ id }) => id);
    const unknown = [...done].filter((id) => !known.includes(id));
    if (unknown.length > 0) {
      const facts = { field: 'migrations', given: unknown.join(', '), expected: `at most ${Math.max(...known)}` };
      throw sequencerError('sequencer/newer-schema', { facts });
    }
    const applied: number[] = [];
    for (const migration of migrations) {
      if (done.has(migration.id)) continue;
      await client.query(migration.sql);
      await client.query('insert into migrations (id, name) values ($1, $2)', [migration.id, migration.name]);
      applied.push(migration.id);
    }
    return applied;
  });
}
