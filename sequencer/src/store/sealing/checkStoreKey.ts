import { createMetaStore } from '../createMetaStore.js';
import type { Queryable } from '../Queryable.js';
import type { Cipher } from './createCipher.js';

/** Name in the table `meta` of a value that only the database's key opens. */
export const KEY_CHECK = 'store.key-check';

/**
 * Checks that the key is the database's; any key fits a database that has sealed nothing yet.
 *
 * @throws sequencer/wrong-store-key, sequencer/store-corrupt
 */
export async function checkStoreKey(db: Queryable, cipher: Cipher): Promise<void> {
  const check = await createMetaStore(db).get(KEY_CHECK);
  if (check !== undefined) cipher.open(KEY_CHECK, Buffer.from(check, 'base64'));
}
