import type { Queryable } from './Queryable.js';

/** Where a key counts, and the key. */
export type IdempotencyKey = {
  /** Route and account. */
  scope: string;
  key: string;
};

/** What was answered to the first request with a key. */
export type KeptAnswer = { bodyHash: Buffer; status: number; answer: unknown };

/** How long an answer is kept. */
const kept = "interval '24 hours'";

/** Answers by idempotency key, in PostgreSQL. */
export function createIdempotencyStore(db: Queryable) {
  return {
    async get({ scope, key }: IdempotencyKey): Promise<KeptAnswer | undefined> {
      const { rows } = await db.query<{ body_hash: Buffer; status: number; answer: unknown }>(
        `select body_hash, status, answer from idempotency_keys
         where scope = $1 and key = $2 and created_at > now() - ${kept}`,
        [scope, key],
      );
      const [row] = rows;
      return row && { bodyHash: row.body_hash, status: row.status, answer: row.answer };
    },
    /** Keeps the first answer to a key; one that has run out is replaced. */
    async put({ scope, key }: IdempotencyKey, { bodyHash, status, answer }: KeptAnswer): Promise<void> {
      await db.query(
        `insert into idempotency_keys as k (scope, key, body_hash, status, answer) values ($1, $2, $3, $4, $5)
         on conflict (scope, key) do update set body_hash = excluded.body_hash, status = excluded.status, answer = excluded.answer,
           created_at = now() where k.created_at <= now() - ${kept}`,
        [scope, key, bodyHash, status, JSON.stringify(answer)],
      );
    },
    /** How many keys of a scope are kept; no more than `most` are counted, so that it costs no more either. */
    async count(scope: string, most: number): Promise<number> {
      const { rows } = await db.query<{ count: number }>(
        'select count(*)::int as count from (select 1 from idempotency_keys where scope = $1 limit $2) k',
        [scope, most],
      );
      return rows[0]?.count ?? 0;
    },
    /** Forgets what has run out; returns how many, at most `limit`. */
    async prune(limit: number): Promise<number> {
      const { rowCount } = await db.query(
        `delete from idempotency_keys where (scope, key) in (select scope, key from idempotency_keys
           where created_at <= now() - ${kept} order by created_at limit $1) and created_at <= now() - ${kept}`,
        [limit],
      );
      return rowCount ?? 0;
    },
  };
}
