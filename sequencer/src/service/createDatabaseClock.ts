import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';

export type DatabaseClockParameters = {
  pool: Pick<pg.Pool, 'query'>;
  /** Aborted when the service stops. */
  signal: AbortSignal;
  /** Between two looks at the database's clock; half a minute by default. */
  intervalMs?: number;
};

/** The database's clock, in whole milliseconds of the epoch, and the end of what follows it. */
export type DatabaseClock = { nowMs: () => number; stopped: Promise<void> };

/**
 * A clock that shows the database's time: how long something has waited is told by what the database noted, and the machine's own clock may
 * be set otherwise, or be set back. In between it goes on by itself, however the machine's clock is set.
 *
 * @throws the database's errors, from the first look only
 */
export async function createDatabaseClock({
  pool,
  signal,
  intervalMs = 30_000,
}: DatabaseClockParameters): Promise<DatabaseClock> {
  /** Milliseconds of the epoch at the origin of `performance.now()`. */
  let originMs = await readOrigin(pool);

  async function follow(): Promise<void> {
    while (!signal.aborted) {
      await delay(intervalMs, undefined, { signal, ref: false }).catch(() => {});
      if (signal.aborted) return;
      // A database that is away is told of elsewhere; meanwhile the time goes on.
      originMs = await readOrigin(pool).catch(() => originMs);
    }
  }

  // Whole, as Date.now() is: the database's columns take no fractions.
  return { nowMs: () => Math.floor(originMs + performance.now()), stopped: follow() };
}

async function readOrigin(pool: DatabaseClockParameters['pool']): Promise<number> {
  const askedMs = performance.now();
  const { rows } = await pool.query<{ ms: number }>(
    'select (extract(epoch from clock_timestamp()) * 1000)::float8 as ms',
  );
  // It was read somewhere between question and answer.
  return (rows[0]?.ms ?? 0) - (askedMs + performance.now()) / 2;
}
