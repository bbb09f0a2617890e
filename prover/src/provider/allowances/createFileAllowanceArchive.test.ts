import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ArchivedAllowance } from './AllowanceArchive.js';
import { createFileAllowanceArchive } from './createFileAllowanceArchive.js';

let path: string;
beforeEach(async () => {
  path = join(await mkdtemp(join(tmpdir(), 'tallystick-archive-')), 'terms');
});
afterEach(() => rm(join(path, '..'), { recursive: true, force: true }));

const archived = (serial: number): ArchivedAllowance => ({
  serial,
  terms: {
    providerSerial: 2,
    prices: { computeUnitSeconds: 3n, storageGibHours: 0n, egressMib: 2n ** 56n - 1n },
    expiry: 1_800_000_000,
    viewKey: 0xabcdef0123456789n,
  },
});

async function list(): Promise<ArchivedAllowance[]> {
  const all: ArchivedAllowance[] = [];
  for await (const one of createFileAllowanceArchive({ path }).list()) all.push(one);
  return all;
}

test('default: kept, in the order of the serials, for its owner alone', async () => {
  const archive = createFileAllowanceArchive({ path });
  for (const serial of [10, 9, 4_294_967_295]) await archive.put(archived(serial));
  expect(await list()).toEqual([9, 10, 4_294_967_295].map(archived));
  expect((await stat(join(path, '9.json'))).mode & 0o777).toBe(0o600);
  expect((await stat(path)).mode & 0o777).toBe(0o700);
});

test('behavior: kept again, at the same time too, leaves one file', async () => {
  const archive = createFileAllowanceArchive({ path });
  await Promise.all([1, 2, 3].map(() => archive.put(archived(9))));
  expect(await readdir(path)).toEqual(['9.json']);
});

test('behavior: other terms for a serial are the latest, and the former stay beside them', async () => {
  const archive = createFileAllowanceArchive({ path });
  const other = { serial: 9, terms: { ...archived(9).terms, expiry: 1_900_000_000 } };
  for (const allowance of [archived(9), other, archived(9), other]) await archive.put(allowance);
  expect(await list()).toEqual([other]);
  const kept = (await readdir(path)).filter((name) => name !== '9.json');
  expect(kept).toHaveLength(2);
  expect(kept.every((name) => /^9\.json\.[0-9a-f]{16}$/.test(name))).toBe(true);
  const texts = await Promise.all(kept.map((name) => readFile(join(path, name), 'utf8')));
  expect(texts.map((text) => JSON.parse(text).terms.expiry).sort()).toEqual([1_800_000_000, 1_900_000_000]);
  for (const name of kept) expect((await stat(join(path, name))).mode & 0o777).toBe(0o600);
});

test('behavior: other files in the folder are passed over', async () => {
  await mkdir(path);
  await writeFile(join(path, '9.json.tmp'), '{');
  await writeFile(join(path, 'notes.json'), '{');
  expect(await list()).toEqual([]);
});

test.each([
  ['half a file', '{"serial": 9,', 'a JSON document'],
  ['a number for prices', '{"serial": 9, "terms": {"providerSerial": 2, "prices": 4}}', 'an object'],
  ['no serial', '{"terms": {}}', 'integer from 1 to 4294967295'],
])('error: %s', async (_name, text, expected) => {
  await mkdir(path);
  await writeFile(join(path, '9.json'), text);
  await expect(list()).rejects.toMatchObject({
    code: 'escape/bad-terms-file',
    facts: { file: join(path, '9.json'), expected },
  });
});

test('error: a bad view key is not repeated', async () => {
  await createFileAllowanceArchive({ path }).put(archived(9));
  const good = JSON.stringify({
    serial: 9,
    terms: {
      providerSerial: 2,
      prices: { computeUnitSeconds: '3', storageGibHours: '0', egressMib: '1' },
      expiry: 9,
      viewKey: `0x${'f'.repeat(64)}`,
    },
  });
  await writeFile(join(path, '9.json'), good);
  const error = await list().catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'escape/bad-terms-file', facts: { field: 'terms.viewKey' } });
  expect(JSON.stringify(error)).not.toContain('ffff');
});
