import type { Pool } from 'pg';
import { createMetaStore } from '../createMetaStore.js';
import { inTransaction } from '../inTransaction.js';
import type { Queryable } from '../Queryable.js';
import { checkStoreKey, KEY_CHECK } from './checkStoreKey.js';
import type { Cipher } from './createCipher.js';
import { openJson } from './openJson.js';
import { sealedBytes } from './sealedBytes.js';
import { sealJson } from './sealJson.js';

/** Columns that hold sealed JSON, each with the context of its values. */
const columns = [
  { table: 'accounts', key: 'serial', column: 'state', contextOf: (key: string) => `accounts:${key}` },
  { table: 'opens', key: 'serial', column: 'disclosed', contextOf: (key: string) => `opens:${key}` },
  { table: 'disclosures', key: 'id', column: 'disclosed', contextOf: (key: string) => `disclosures:${key}` },
  { table: 'batches', key: 'id', column: 'changes', contextOf: (key: string) => `batches:${key}:changes` },
] as const;

const SEALED_WITH = 'store.sealed-with';
const rowsAtOnce = 500;

/**
 * Makes sure that the key is the database's, and that everything secret is encrypted with it: what an older schema kept in the clear, or
 * what was sealed with a key that is being replaced, is sealed anew. Does nothing when that was done before. Call it as the driver.
 *
 * @returns how many values were sealed
 * @throws sequencer/wrong-store-key, sequencer/store-corrupt
 */
export async function sealStore(pool: Pool, cipher: Cipher): Promise<number> {
  const meta = createMetaStore(pool);
  await checkStoreKey(pool, cipher);
  if ((await meta.get(SEALED_WITH)) === cipher.keyId) return 0;
  // From now on whoever has only the old key is refused; a restart in between goes on here.
  await meta.set(KEY_CHECK, cipher.seal(KEY_CHECK, Buffer.from('tallystick')).toString('base64'));
  let sealed = 0;
  for (const place of columns) sealed += await sealColumn(pool, cipher, place);
  sealed += await sealWitnesses(pool, cipher);
  await meta.set(SEALED_WITH, cipher.keyId);
  return sealed;
}

async function sealColumn(pool: Pool, cipher: Cipher, place: (typeof columns)[number]): Promise<number> {
  const { table, key, column, contextOf } = place;
  let sealed = 0;
  for (let last = '-1', more = true; more; ) {
    more = await inTransaction(pool, async (client) => {
      const { rows } = await client.query<{ key: string; value: unknown }>(
        `select ${key}::text as key, ${column} as value from ${table}
         where ${key} > $1 and ${column} is not null order by ${key} limit ${rowsAtOnce} for update`,
        [last],
      );
      for (const row of rows) {
        last = row.key;
        const bytes = sealedBytes(row.value);
        if (bytes !== undefined && cipher.isCurrent(bytes)) continue;
        const value = openJson<unknown>(cipher, contextOf(row.key), row.value);
        await client.query(`update ${table} set ${column} = $2 where ${key} = $1`, [
          row.key,
          sealJson(cipher, contextOf(row.key), value),
        ]);
        sealed++;
      }
      return rows.length === rowsAtOnce;
    });
  }
  return sealed;
}

async function sealWitnesses(db: Queryable, cipher: Cipher): Promise<number> {
  const { rows } = await db.query<{ id: string }>('select batch_id as id from witnesses');
  let sealed = 0;
  for (const { id } of rows) {
    const found = await db.query<{ sealed: Buffer }>('select sealed from witnesses where batch_id = $1', [id]);
    const bytes = found.rows[0]?.sealed;
    if (bytes === undefined || cipher.isCurrent(bytes)) continue;
    const context = `witnesses:${id}`;
    const again = cipher.seal(context, cipher.open(context, bytes));
    await db.query('update witnesses set sealed = $2 where batch_id = $1', [id, again]);
    sealed++;
  }
  return sealed;
}
