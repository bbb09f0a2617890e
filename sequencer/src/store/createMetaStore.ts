import type { Queryable } from './Queryable.js';

/** Small facts by name: which deployment the database belongs to, how far the chain was followed. */
export function createMetaStore(db: Queryable) {
  return {
    async get(key: string): Promise<string | undefined> {
      const { rows } = await db.query<{ value: string }>('select value from meta where key = $1', [key]);
      return rows[0]?.value;
    },
    async set(key: string, value: string): Promise<void> {
      await db.query(
        'insert into meta (key, value) values ($1, $2) on conflict (key) do update set value = excluded.value',
        [key, value],
      );
    },
  };
}
