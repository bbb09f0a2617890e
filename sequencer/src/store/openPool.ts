import { TallystickError } from '@tallystick/prover';
import pg from 'pg';
import type { Logger } from 'pino';
import { redactUrls } from '../util/redactUrls.js';
import { closePool } from './closePool.js';

export type OpenPoolParameters = {
  /** Secret: it may hold a password. */
  url: string;
  /** The most at the same time. */
  connections: number;
  logger: Logger;
};

/**
 * Opens connections to a database that answers.
 *
 * @throws sequencer/database-unreachable
 */
export async function openPool({ url, connections, logger }: OpenPoolParameters): Promise<pg.Pool> {
  // Without keep-alives, what waits for an answer of a machine that vanished would wait for ever.
  const pool = new pg.Pool({
    connectionString: url,
    max: connections,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
  });
  // A connection that breaks while nobody uses it; the next query opens another.
  pool.on('error', (error) => logger.warn({ err: error }, 'database connection lost'));
  try {
    await pool.query('select 1');
    return pool;
  } catch (cause) {
    await closePool(pool).catch(() => {});
    const { code, message } = cause as { code?: unknown; message?: unknown };
    const reason = redactUrls(`${message || code}`);
    throw new TallystickError('sequencer/database-unreachable', {
      message: `The database at ${redactUrls(url)} does not answer: ${reason}`,
      facts: { field: 'databaseUrl', given: redactUrls(url), reason },
      cause,
    });
  }
}
