import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { postgresUser } from './postgresUser.js';
import { startEmbeddedPostgres } from './startEmbeddedPostgres.js';

let dataDir: string;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'tallystick-postgres-'));
  // PostgreSQL may run as another user, who has to get through.
  await chmod(dataDir, 0o711);
});
afterAll(() => rm(dataDir, { recursive: true, force: true }));

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query(sql);
  await client.end();
  return rows;
}

test('default: data outlives the server, the password is readable by the owner only', async () => {
  const first = await startEmbeddedPostgres({ dataDir });
  await query(first.url, 'create table kept (x int); insert into kept values (7)');
  await first.stop();
  expect((await stat(join(dataDir, 'postgres.password'))).mode & 0o777).toBe(0o600);
  const second = await startEmbeddedPostgres({ dataDir });
  expect(await query(second.url, 'select x from kept')).toEqual([{ x: 7 }]);
  await second.stop();
});

test('behavior: the server, which may be another user’s, is not told the operator’s key', async () => {
  const key = `0x${'ab'.repeat(32)}`;
  process.env.TALLYSTICK_OPERATOR_KEY = key;
  try {
    const { pid, stop } = await startEmbeddedPostgres({ dataDir });
    // Where the system shows it, as Linux does.
    const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => 'LC_ALL=C');
    await stop();
    expect(environment).toContain('LC_ALL=C');
    expect(environment).not.toContain(key);
  } finally {
    delete process.env.TALLYSTICK_OPERATOR_KEY;
  }
});

test('behavior: a server that was left behind is taken over', async () => {
  const left = await startEmbeddedPostgres({ dataDir });
  const found = await startEmbeddedPostgres({ dataDir });
  expect(found.pid).toBe(left.pid);
  await found.stop();
  await expect(query(left.url, 'select 1')).rejects.toThrow();
});

test('behavior: variables that are meant for another database, and a strict umask, change nothing', async () => {
  const env = {
    PGSSLMODE: 'require',
    PGOPTIONS: '-c no_such_setting=1',
    PGDATA: '/nowhere',
    PGPORT: '1',
    PGUSER: 'nobody',
  };
  Object.assign(process.env, env);
  const mask = process.umask(0o077);
  try {
    const { url, stop } = await startEmbeddedPostgres({ dataDir: join(dataDir, 'strict', 'inner') });
    expect(await query(url, 'select current_user as name')).toEqual([{ name: 'tallystick' }]);
    await stop();
  } finally {
    process.umask(mask);
    for (const name of Object.keys(env)) delete process.env[name];
  }
});

test.runIf(process.platform === 'linux')(
  'behavior: the number of a killed server may be another process by now',
  async () => {
    const folder = join(dataDir, 'killed');
    const first = await startEmbeddedPostgres({ dataDir: folder });
    await query(first.url, 'create table safe (x int); insert into safe values (9)');
    process.kill(first.pid, 'SIGKILL');
    const note = join(folder, 'postgres', 'postmaster.pid');
    const user = await postgresUser();
    // Its command line says what a search for words would take for the server.
    const other = spawn('sh', ['-c', 'sleep 60; exit 0', 'postgres', '-D', '/elsewhere/postgres'], {
      ...user,
      stdio: 'ignore',
    });
    try {
      await once(other, 'spawn');
      await writeFile(note, (await readFile(note, 'utf8')).replace(/^\d+/, `${other.pid}`));
      const second = await startEmbeddedPostgres({ dataDir: folder });
      expect(second.wasRunning).toBe(false);
      expect(await query(second.url, 'select x from safe')).toEqual([{ x: 9 }]);
      await second.stop();
      expect(other.exitCode).toBeNull();
    } finally {
      other.kill();
    }
  },
);

test('behavior: a server that hangs while it stops is ended, and what was committed is there again', async () => {
  const first = await startEmbeddedPostgres({ dataDir });
  await query(first.url, 'create table late (x int); insert into late values (8)');
  // Without the checkpointer no server stops in order.
  const { stdout } = await promisify(execFile)('ps', ['-axo', 'pid=,ppid=,args=']);
  const line = stdout.split('\n').find((each) => each.includes(` ${first.pid} `) && each.includes('checkpointer'));
  process.kill(Number(line?.trim().split(/\s+/)[0]), 'SIGSTOP');
  process.kill(first.pid, 'SIGINT');
  const status = () => readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8');
  while (!(await status()).includes('stopping')) await new Promise(setImmediate);
  const second = await startEmbeddedPostgres({ dataDir, stopWithinMs: 200 });
  expect(second.wasRunning).toBe(false);
  expect(second.pid).not.toBe(first.pid);
  expect(await query(second.url, 'select x from late')).toEqual([{ x: 8 }]);
  await second.stop();
});

test('behavior: of several that start in one directory for the first time at once, one server serves all', async () => {
  const empty = await mkdtemp(join(tmpdir(), 'tallystick-postgres-'));
  await chmod(empty, 0o711);
  const all = await Promise.all([1, 2, 3].map(() => startEmbeddedPostgres({ dataDir: empty })));
  expect(new Set(all.map(({ pid }) => pid)).size).toBe(1);
  expect(all.filter(({ wasRunning }) => !wasRunning)).toHaveLength(1);
  for (const { url } of all) expect(await query(url, 'select 1 as n')).toEqual([{ n: 1 }]);
  expect((await readdir(empty)).toSorted()).toEqual(['postgres', 'postgres.log', 'postgres.password']);
  await all[0]?.stop();
  await rm(empty, { recursive: true });
});
