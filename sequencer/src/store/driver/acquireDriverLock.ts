import { setTimeout as delay } from 'node:timers/promises';
import { TallystickError } from '@tallystick/prover';
import type { Pool, PoolClient } from 'pg';
import { DRIVER_EPOCH } from './DRIVER_EPOCH.js';

const driverLock = 7_473_002;

/** A held lock: only one sequencer at a time drives a database. */
export type DriverLock = {
  /** How often the lock has been taken. A driver's transactions name it, so that one that lost the lock can't write any more. */
  epoch: number;
  /** Gives the lock back. */
  release(): Promise<void>;
};

export type AcquireDriverLockParameters = {
  /** Its schema is up to date. */
  pool: Pool;
  /** Called when the connection breaks while the lock is held; driving has to stop then. */
  onLost: (error: Error) => void;
  /** Called once when another sequencer holds it. */
  onWaiting?: () => void;
  /** Ends the waiting. */
  signal?: AbortSignal;
  /** How often a standby looks. */
  intervalMs?: number;
};

/**
 * Takes the database's driver lock, or waits until it is free. The lock lasts as long as its connection: a killed process holds it no
 * longer, and of a machine that vanished the server's keep-alives tell within about 11 seconds.
 *
 * @throws sequencer/not-ready when the waiting was ended; the database's errors
 */
export async function acquireDriverLock(parameters: AcquireDriverLockParameters): Promise<DriverLock> {
  const { pool, onLost, onWaiting = () => {}, signal, intervalMs = 500 } = parameters;
  const client = await pool.connect();
  let held = false;
  let released = false;
  let broken: Error | undefined;
  const ended = new Promise<void>((resolve) => client.once('end', () => resolve()));
  client.on('error', (error) => {
    broken = error;
    if (held && !released) onLost(error);
  });
  try {
    await client.query('set tcp_keepalives_idle = 5; set tcp_keepalives_interval = 2; set tcp_keepalives_count = 3');
    for (let attempt = 0; !(await tryLock(client)); attempt++) {
      if (attempt === 0) onWaiting();
      await delay(intervalMs, undefined, { signal }).catch(() => {});
      if (signal?.aborted) throw new TallystickError('sequencer/not-ready', { facts: { reason: 'stopping' } });
      if (broken) throw broken;
    }
    held = true;
    const epoch = await takeEpoch(client);
    return {
      epoch,
      async release() {
        if (released) return;
        released = true;
        // Closing the connection frees the lock, also when the server doesn't answer any more.
        client.release(true);
        await ended;
      },
    };
  } catch (error) {
    released = true;
    client.release(true);
    throw error;
  }
}

async function tryLock(client: PoolClient): Promise<boolean> {
  const { rows } = await client.query<{ locked: boolean }>('select pg_try_advisory_lock($1) as locked', [driverLock]);
  return rows[0]?.locked ?? false;
}

/** Waits for the transactions of the driver before, which hold the row, and shuts out those that it may still begin. */
async function takeEpoch(client: PoolClient): Promise<number> {
  const { rows } = await client.query<{ value: string }>(
    `insert into meta (key, value) values ($1, '1')
     on conflict (key) do update set value = (meta.value::bigint + 1)::text returning value`,
    [DRIVER_EPOCH],
  );
  return Number(rows[0]?.value);
}
