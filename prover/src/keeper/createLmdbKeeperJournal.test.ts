import { join } from 'node:path';
import { open } from 'lmdb';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../test-support/temporaryFolder.js';
import { createLmdbKeeperJournal } from './createLmdbKeeperJournal.js';
import type { KeeperEntry } from './journal.js';

const folder = temporaryFolder();
const sent: KeeperEntry = { state: 'sent', at: 7, transactionHash: `0x${'ab'.repeat(32)}`, raw: '0x02' };

test('default: everything is there after it was opened again', async () => {
  const path = join(folder, 'default');
  const cursor = { nextBlock: 2n ** 60n, demands: [{ epoch: 3, provider: '0xaa' as const, member: 4 }] };
  const first = createLmdbKeeperJournal({ path });
  expect(await first.get('a')).toBeUndefined();
  expect(await first.cursor()).toBeUndefined();
  expect(await first.owner('me')).toBe('me');
  await first.put('a', sent);
  await first.put('b', { state: 'done', at: 8 });
  await first.put('c', sent);
  await first.put('c', { state: 'obsolete', at: 9, reason: 'AlreadySettled' });
  await first.setCursor(cursor);
  await first.close();
  const second = createLmdbKeeperJournal({ path });
  expect(await second.get('a')).toEqual(sent);
  expect(await second.get('c')).toEqual({ state: 'obsolete', at: 9, reason: 'AlreadySettled' });
  expect(await second.unfinished()).toEqual([['a', sent]]);
  expect(await second.cursor()).toEqual(cursor);
  expect(await second.owner('somebody else')).toBe('me');
  await second.close();
});

test.each([
  ['task:a', '{"state":"sent"'],
  ['task:a', '{"state":"lost","at":1}'],
  ['cursor', '{"nextBlock":7}'],
])('error: %s holds %s', async (key, text) => {
  const path = join(folder, `${key.length}${text.length}`);
  const database = open<string, string>({ path, encoding: 'string' });
  await database.put(key, text);
  await database.close();
  const journal = createLmdbKeeperJournal({ path });
  const asked = key === 'cursor' ? journal.cursor() : journal.get('a');
  await expect(asked).rejects.toMatchObject({ code: 'keeper/journal-corrupt' });
  await journal.close();
});
