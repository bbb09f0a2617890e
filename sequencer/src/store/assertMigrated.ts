import { sequencerError } from '../errors.js';
import { migrations } from './migrations/index.js';
import type { Queryable } from './Queryable.js';

/**
 * Checks that a sequencer of this version has brought the schema up to date. For who only works for it: to change the schema under a
 * sequencer that runs is not theirs.
 *
 * @throws sequencer/unclaimed-database
 */
export async function assertMigrated(db: Queryable): Promise<void> {
  const { rows: found } = await db.query<{ name: string | null }>("select to_regclass('migrations')::text as name");
  const { rows } = found[0]?.name
    ? await db.query<{ id: number }>('select id from migrations order by id')
    : { rows: [] };
  const expected = migrations.map(({ id }) => id);
  const given = rows.map(({ id }) => id);
  if (given.length === expected.length && expected.every((id) => given.includes(id))) return;
  throw sequencerError('sequencer/unclaimed-database', {
    facts: { field: 'migrations', given: given.join(', '), expected: expected.join(', ') },
  });
}
