import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { closePool } from '../../sequencer/src/store/closePool.js';
import { startEmbeddedPostgres } from '../../sequencer/src/store/embedded/startEmbeddedPostgres.js';

/** A real PostgreSQL of a test file's own; each call of `database` makes an empty database in it. */
export async function startTestDatabase() {
  const dataDir = await mkdtemp(join(tmpdir(), 'tallystick-database-'));
  // PostgreSQL may run as another user, who has to get through.
  await chmod(dataDir, 0o711);
  const postgres = await startEmbeddedPostgres({ dataDir });
  const pools: pg.Pool[] = [];
  const admin = new pg.Pool({ connectionString: postgres.url });
  pools.push(admin);
  // What a test leaves behind is thrown away: waiting for the disk would only be slow.
  for (const setting of ['fsync', 'full_page_writes', 'synchronous_commit']) {
    await admin.query(`alter system set ${setting} = off`);
  }
  await admin.query('select pg_reload_conf()');
  let count = 0;
  return {
    async database(): Promise<pg.Pool> {
      const name = `test_${++count}`;
      await admin.query(`create database ${name}`);
      const url = new URL(postgres.url);
      url.pathname = name;
      const pool = new pg.Pool({ connectionString: url.href });
      pools.push(pool);
      return pool;
    },
    async stop(): Promise<void> {
      for (const pool of pools) await closePool(pool);
      await postgres.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
