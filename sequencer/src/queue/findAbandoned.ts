import type { Queryable } from '../store/Queryable.js';
import { jobLock } from './jobLock.js';

/**
 * Which of these active jobs nobody works on any more: no prover holds their lock. Those that were taken just now are left out, since a
 * prover takes the job first and its lock then.
 *
 * @param graceSeconds How long a prover has for that.
 */
export async function findAbandoned(
  db: Queryable,
  { ids, schema, graceSeconds = 5 }: { ids: readonly string[]; schema: string; graceSeconds?: number },
): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>(
    `select id from ${schema}.job where id = any($1::uuid[]) and state = 'active'
       and started_on < now() - $2 * interval '1 second'`,
    [ids, graceSeconds],
  );
  const abandoned: string[] = [];
  for (const { id } of rows) {
    // For the statement only: a lock that could be taken was held by nobody.
    const { rows: tried } = await db.query<{ free: boolean }>(
      'select pg_try_advisory_xact_lock($1, $2) as free',
      jobLock(id),
    );
    if (tried[0]?.free) abandoned.push(id);
  }
  return abandoned;
}
