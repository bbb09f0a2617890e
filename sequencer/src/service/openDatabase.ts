import { setTimeout as delay } from 'node:timers/promises';
import { createLifecycle, type TallystickError } from '@tallystick/prover/core';
import { apiError } from '@tallystick/prover/sequencer-client';
import type pg from 'pg';
import type { Logger } from 'pino';
import type { SequencerConfig } from '../config/rows.js';
import { closePool } from '../store/closePool.js';
import { acquireDriverLock, type DriverLock } from '../store/driver/acquireDriverLock.js';
import { startEmbeddedPostgres } from '../store/embedded/startEmbeddedPostgres.js';
import { migrate } from '../store/migrate.js';
import { openPool } from '../store/openPool.js';

export type OpenDatabaseParameters = {
  config: Pick<SequencerConfig, 'databaseUrl' | 'dataDir' | 'provers'>;
  logger: Logger;
  /** Called when the lock is lost. */
  onLost: (error: TallystickError) => void;
  signal: AbortSignal;
};

/** A database that this process drives. */
export type DrivenDatabase = {
  /** For what serves and makes batches: whatever hangs there is given up, and with it the connection. */
  pool: pg.Pool;
  /** For what holds a connection for long, or grows with all that is stored: locks, notifications, the proving queue, migrations. */
  unboundedPool: pg.Pool;
  lock: DriverLock;
  /** Gives the lock back, closes the connections and stops the embedded server. */
  close(): Promise<void>;
};

const retryMs = 500;

const boundedConnections = 16;
/** For the service itself; every prover takes one more. */
const unboundedConnections = 8;

/** Far beyond what any statement takes, and short enough for clients who come back. */
const bounds = { statementMs: 30_000, idleInTransactionMs: 60_000, answerMs: 40_000 };

/**
 * Opens the database, the embedded one where none is configured, takes the driver lock and brings the schema up to date. While another
 * sequencer drives, this one stands by: also when the server goes away meanwhile, as the embedded one does with its driver.
 *
 * @throws sequencer/database-unreachable, sequencer/transaction-pooler, sequencer/embedded-postgres, sequencer/newer-schema; sequencer/not-ready when the signal ends
 *   the waiting; the database's errors
 */
export async function openDatabase(parameters: OpenDatabaseParameters): Promise<DrivenDatabase> {
  const { logger, signal } = parameters;
  let stoodBy = false;
  for (;;) {
    try {
      return await open(parameters, () => {
        if (!stoodBy) logger.warn('another sequencer drives this database; this one stands by');
        stoodBy = true;
      });
    } catch (error) {
      if (signal.aborted || !stoodBy) throw error;
      logger.info({ err: error }, 'the database went away while this sequencer stood by; it is opened again');
      await delay(retryMs, undefined, { signal }).catch(() => {});
      if (signal.aborted) throw apiError('sequencer/not-ready', { facts: { reason: 'stopping' } });
    }
  }
}

async function open({ config, logger, onLost, signal }: OpenDatabaseParameters, onWaiting: () => void) {
  const life = createLifecycle({ name: 'the database' });
  return life.start(async () => {
    let url = config.databaseUrl;
    let isOurs = false;
    if (url === undefined) {
      const postgres = await startEmbeddedPostgres({ dataDir: config.dataDir });
      isOurs = !postgres.wasRunning;
      // Where the program ends at once, by a second signal or what didn't stop in time; what is committed is in the server's log.
      const endWithProgram = () => {
        try {
          if (isOurs) process.kill(postgres.pid, 'SIGQUIT');
        } catch {
          // It has ended before.
        }
      };
      process.on('exit', endWithProgram);
      life.add('embedded server', async () => {
        if (isOurs) await postgres.stop();
        process.removeListener('exit', endWithProgram);
      });
      url = postgres.url;
    }
    const unboundedPool = await openPool({ url, connections: unboundedConnections + config.provers, logger });
    life.add('unbounded connections', () => closePool(unboundedPool));
    const pool = await openPool({ url, connections: boundedConnections, bounds, logger });
    life.add('connections', () => closePool(pool));
    const onLeft = (error: TallystickError): void => {
      // The server crashed or was stopped, or another sequencer drives already: it is not this one's to stop any more, and one that is
      // stopped while it recovers may hang. Whoever drives next takes it over.
      isOurs = false;
      onLost(error);
    };
    const prepare = () => migrate(unboundedPool);
    const lock = await acquireDriverLock({ pool: unboundedPool, onLost: onLeft, prepare, onWaiting, signal });
    life.add('driver lock', lock.release);
    // A server that ran already was left behind, then: whoever drives the database stops it.
    isOurs = true;
    return { pool, unboundedPool, lock, close: life.stop };
  });
}
