import { TallystickError } from '@tallystick/prover/core';
import pg from 'pg';
import type { Logger } from 'pino';
import { sequencerError } from '../errors.js';
import { redactUrls } from '../util/redactUrls.js';
import { assertSessions } from './assertSessions.js';
import { closePool } from './closePool.js';

/** How long things may take in a database before they are given up. */
export type PoolBounds = {
  /** A statement: waiting for locks and running. The server ends it. */
  statementMs: number;
  /** A pause within a transaction, which may hold locks. The server ends the connection. */
  idleInTransactionMs: number;
  /** The answer to a statement, where the server can't even end it. The connection is given up. */
  answerMs: number;
};

export type OpenPoolParameters = {
  /** Secret: it may hold a password. */
  url: string;
  /** The most at the same time. */
  connections: number;
  /** Unset: what is asked may take as long as it takes. */
  bounds?: PoolBounds;
  logger: Logger;
};

/** For a free connection, or for a new one to a server that doesn't answer. */
const connectionTimeoutMillis = 15_000;

/**
 * Opens connections to a database that answers.
 *
 * @throws sequencer/database-unreachable, sequencer/transaction-pooler
 */
export async function openPool({ url, connections, bounds, logger }: OpenPoolParameters): Promise<pg.Pool> {
  // Without keep-alives, what waits for an answer of a machine that vanished would wait for ever.
  const pool = new pg.Pool({
    connectionString: url,
    max: connections,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    connectionTimeoutMillis,
    query_timeout: bounds?.answerMs,
    // Not as parameters of the connection, which a pooler between might refuse. The pool waits for it.
    async onConnect(client) {
      if (!bounds) return;
      const { statementMs, idleInTransactionMs } = bounds;
      await client.query(
        `set statement_timeout = ${statementMs}; set idle_in_transaction_session_timeout = ${idleInTransactionMs}`,
      );
    },
  });
  // A connection that breaks while nobody uses it; the next query opens another.
  pool.on('error', (error) => logger.warn({ err: error }, 'database connection lost'));
  try {
    await pool.query('select 1');
    if (connections > 1) await assertSessions(pool);
    return pool;
  } catch (cause) {
    await closePool(pool).catch(() => {});
    if (cause instanceof TallystickError) throw cause;
    const { code, message } = cause as { code?: unknown; message?: unknown };
    const reason = redactUrls(`${message || code}`);
    throw sequencerError('sequencer/database-unreachable', {
      message: `The database at ${redactUrls(url)} does not answer: ${reason}`,
      facts: { field: 'databaseUrl', given: redactUrls(url), reason },
      cause,
    });
  }
}
