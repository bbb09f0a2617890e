import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tallystick-lmdb-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/**
 * Writes in a process of its own what the disk doesn't take, and then what it takes: a limit of 128 KiB on the size of files stands for a
 * full disk, since not everybody may mount one.
 */
function fillUp(name: string) {
  const source = fileURLToPath(new URL('openLmdb.ts', import.meta.url));
  const code = `
    import { runnerImport } from 'vite';
    const { module } = await runnerImport(${JSON.stringify(source)}, { configFile: false, logLevel: 'error' });
    const { openLmdb, commitLmdb } = module;
    const database = openLmdb({ path: process.env.FOLDER, encoding: 'json' });
    const put = (key, length) => commitLmdb(database, async () => database.ifNoExists(key, () => void database.put(key, 'x'.repeat(length))));
    const told = [];
    told.push(await put('before', 10));
    for (const key of ['one', 'two']) await put(key, 200_000).catch((error) => told.push(error.message));
    await commitLmdb(database, async () => database.put('plain', 'x'.repeat(200_000))).catch((error) => told.push(error.message));
    told.push(database.get('one') ?? null, database.get('plain') ?? null, database.get('before'));
    told.push(await put('one', 10), database.get('one'));
    await database.close();
    console.log(JSON.stringify(told));`;
  const command = `trap "" XFSZ; ulimit -f 128; exec "$0" --input-type=module -e "$CODE"`;
  return spawnSync('bash', ['-c', command, process.execPath], {
    cwd: fileURLToPath(new URL('.', import.meta.url)),
    env: { ...process.env, CODE: code, FOLDER: join(folder, name) },
    encoding: 'utf8',
  });
}

test('error: a full disk is told, ends nothing and leaves nothing behind, and once there is room it goes on', () => {
  const { status, stdout, stderr } = fillUp('full');
  expect({ status, stderr }).toMatchObject({ status: 0 });
  const told: unknown[] = JSON.parse(stdout);
  const full = expect.stringMatching(/^(Input\/output error|File too large)/);
  expect(told).toEqual([true, full, full, full, null, null, 'x'.repeat(10), true, 'x'.repeat(10)]);
});
