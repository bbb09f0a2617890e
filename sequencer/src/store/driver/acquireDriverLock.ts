import { setTimeout as delay } from 'node:timers/promises';
import type { TallystickError } from '@tallystick/prover/core';
import { apiError } from '@tallystick/prover/sequencer-client';
import type { Pool, PoolClient } from 'pg';
import { sequencerError } from '../../errors.js';
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
  pool: Pool;
  /** Called with `sequencer/lock-lost` when the connection breaks while the lock is held; driving has to stop then. */
  onLost: (error: TallystickError) => void;
  /** Done once the lock is held: whoever only stands by must not change the schema under the one that drives. */
  prepare: () => Promise<unknown>;
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
 * @throws sequencer/not-ready when the waiting was ended; what `prepare` throws; the database's errors
 */
export async function acquireDriverLock(parameters: AcquireDriverLockParameters): Promise<DriverLock> {
  const { pool, onLost, prepare, onWaiting = () => {}, signal, intervalMs = 500 } = parameters;
  const client = await pool.connect();
  let held = false;
  let released = false;
  let broken: Error | undefined;
  const ended = new Promise<void>((resolve) => client.once('end', () => resolve()));
  client.on('error', (cause) => {
    // More than one error may come of one broken connection.
    if (held && !released && broken === undefined) onLost(sequencerError('sequencer/lock-lost', { cause }));
    broken ??= cause;
  });
  try {
    await client.query('set tcp_keepalives_idle = 5; set tcp_keepalives_interval = 2; set tcp_keepalives_count = 3');
    for (let attempt = 0; !(await tryLock(client)); attempt++) {
      if (attempt === 0) onWaiting();
      await delay(intervalMs, undefined, { signal }).catch(() => {});
      if (signal?.aborted) throw apiError('sequencer/not-ready', { facts: { reason: 'stopping' } });
      if (broken) throw broken;
    }
    held = true;
    // Before anything is prepared, so that a driver that lost the lock without noticing is shut out; a new database has no table for it.
    const before = (await hasEpoch(client)) ? await takeEpoch(client) : undefined;
    await prepare();
    return {
      epoch: before ?? (await takeEpoch(client)),
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

async function hasEpoch(client: PoolClient): Promise<boolean> {
  const { rows } = await client.query<{ name: string | null }>("select to_regclass('meta')::text as name");
  return rows[0]?.name != null;
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
