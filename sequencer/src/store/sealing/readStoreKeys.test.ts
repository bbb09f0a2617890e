import { chmod, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readStoreKeys } from './readStoreKeys.js';

let dataDir: string;
let warnings: string[];
const warn = (line: string) => {
  warnings.push(line);
};
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'tallystick-key-'));
  warnings = [];
});
afterEach(() => rm(dataDir, { recursive: true }));

test('default: with the embedded database a key is made once, for its owner alone', async () => {
  const [key] = await readStoreKeys({ dataDir, warn });
  expect(key).toHaveLength(32);
  expect((await stat(join(dataDir, 'store.key'))).mode & 0o777).toBe(0o600);
  expect(warnings).toHaveLength(1);
  expect(warnings.join()).not.toContain(key?.toString('hex'));
  expect(await readStoreKeys({ dataDir, warn })).toEqual([key]);
  expect(warnings).toHaveLength(1);
});

test('behavior: several that start at once for the first time have one key', async () => {
  const all = await Promise.all(Array.from({ length: 20 }, () => readStoreKeys({ dataDir, warn })));
  for (const keys of all) expect(keys).toEqual(all[0]);
  expect(warnings).toHaveLength(1);
});

test('behavior: keys from a file; one that others can read is told', async () => {
  const storeKeyFile = join(dataDir, 'keys');
  const [first, second] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
  await writeFile(storeKeyFile, `0x${first.toString('hex')}\n${second.toString('hex')}\n`);
  await chmod(storeKeyFile, 0o644);
  expect(await readStoreKeys({ dataDir, storeKeyFile, warn })).toEqual([first, second]);
  expect(warnings.join()).toContain('chmod 600');
  expect(await readStoreKeys({ dataDir, storeKey: [second], warn })).toEqual([second]);
});

test('error: a database of one’s own without a key is refused', async () => {
  await expect(readStoreKeys({ dataDir, databaseUrl: 'postgresql://user:secret@host/db', warn })).rejects.toMatchObject(
    {
      code: 'sequencer/bad-config',
      facts: { field: 'storeKey' },
      message: expect.not.stringContaining('secret@'),
    },
  );
});

test('error: a file that is missing or holds no keys, whose content is not told', async () => {
  const storeKeyFile = join(dataDir, 'keys');
  await expect(readStoreKeys({ dataDir, storeKeyFile, warn })).rejects.toMatchObject({
    facts: { field: 'storeKeyFile', given: storeKeyFile },
  });
  await writeFile(storeKeyFile, 'my-password', { mode: 0o600 });
  const failure = await readStoreKeys({ dataDir, storeKeyFile, warn }).catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: 'sequencer/bad-config' });
  expect(JSON.stringify(failure)).not.toContain('my-password');
});
