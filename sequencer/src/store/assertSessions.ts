import type { Pool, PoolClient } from 'pg';
import { sequencerError } from '../errors.js';

/** Poolers that hand sessions out in turn, rather than the one given back last, are found out after some. */
const ROUNDS = 4;

/**
 * Holds connections to what the sequencer needs of them: a session of the server for each, which lasts. A pooler in between that gives a session for
 * a transaction or a statement only would lend the session that holds the driver's lock to others, and lose the notifications.
 *
 * Two connections that are open at once have sessions of two processes, each its own at every look, unless somebody in between shares them out.
 *
 * @throws sequencer/transaction-pooler; the database's errors
 */
export async function assertSessions(pool: Pool): Promise<void> {
  const clients: PoolClient[] = [];
  try {
    for (let i = 0; i < 2; i++) clients.push(await pool.connect());
    const owners = new Map<number, PoolClient>();
    const sessions = new Map<PoolClient, number>();
    for (let round = 0; round < ROUNDS; round++) {
      for (const client of clients) {
        const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
        const pid = rows[0]?.pid ?? 0;
        const isOwn = (owners.get(pid) ?? client) === client && (sessions.get(client) ?? pid) === pid;
        if (!isOwn) throw sequencerError('sequencer/transaction-pooler', { facts: { field: 'databaseUrl' } });
        owners.set(pid, client);
        sessions.set(client, pid);
      }
    }
  } finally {
    for (const client of clients) client.release();
  }
}
