import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { AllowanceRecord } from './AllowanceRecord.js';
import { createAllowanceBook } from './createAllowanceBook.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tallystick-book-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const record: AllowanceRecord = {
  chainId: 31337,
  rollup: '0x5FbDB2315678afecb367f032d93F642f64180aa3',
  index: 0,
  owner: { x: 1n, y: 2n },
  terms: {
    providerSerial: 2,
    prices: { computeUnitSeconds: 3n, storageGibHours: 4n, egressMib: 5n },
    expiry: 1_900_000_000,
    viewKey: 0xabcdefn,
  },
  amount: 10n ** 20n,
  status: 'opening',
  registered: false,
};
const opened: AllowanceRecord = { ...record, status: 'open', serial: 7, transactionHash: `0x${'1f'.repeat(32)}` };

test('default: what was written is read again by the next command', async () => {
  await createAllowanceBook(folder).update(() => [record, opened]);
  expect(await createAllowanceBook(folder).list()).toEqual([record, opened]);
});

test('behavior: changes at once are made one after the other, also after one that failed', async () => {
  const book = createAllowanceBook(folder);
  const add = (serial: number) => book.update((records) => [...records, { ...opened, serial }]);
  const failing = book.update(() => {
    throw new Error('not so');
  });
  const results = await Promise.allSettled([add(1), failing, add(2), add(3)]);
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
  expect((await book.list()).map(({ serial }) => serial)).toEqual([1, 2, 3]);
});

test('behavior: no file is an empty book', async () => {
  expect(await createAllowanceBook(folder).list()).toEqual([]);
});

test.skipIf(process.platform === 'win32')('behavior: only the owner can read the file', async () => {
  const book = createAllowanceBook(folder);
  await book.update(() => [record]);
  expect((await stat(book.path)).mode & 0o777).toBe(0o600);
});

test.each(['999999999', '', String(process.pid)])(
  'behavior: a lock that nobody holds is taken over: %j',
  async (left) => {
    const book = createAllowanceBook(folder);
    await writeFile(`${book.path}.lock`, left);
    await book.update(() => [record]);
    expect(await book.list()).toHaveLength(1);
  },
);

test('error: another running command holds the lock', async () => {
  const book = createAllowanceBook(folder);
  await writeFile(`${book.path}.lock`, String(process.ppid));
  await expect(book.update(() => [record])).rejects.toMatchObject({ code: 'cli/book-locked' });
});

test('error: a file of another form is refused and left as it is, without its view key', async () => {
  const book = createAllowanceBook(folder);
  await book.update(() => [record]);
  const broken = (await readFile(book.path, 'utf8')).replace(/"viewKey": "0x0000/, '"viewKey": "0xzzzz');
  await writeFile(book.path, broken);
  const refusal = await book.update(() => []).catch((error: unknown) => error);
  expect(refusal).toMatchObject({ code: 'cli/book-corrupt', facts: { field: 'terms.viewKey' } });
  expect(JSON.stringify(refusal)).not.toContain('abcdef');
  expect(await readFile(book.path, 'utf8')).toBe(broken);
});
