import { TallystickError } from '@tallystick/prover';
import type { Pool } from 'pg';

const driverLock = 7_473_002;

/** A held lock: only one sequencer at a time drives a database. */
export type DriverLock = {
  /** Gives the lock back. */
  release(): Promise<void>;
};

/**
 * Takes the database's driver lock, which lasts as long as its connection: a killed process holds it no longer.
 *
 * @param onLost Called when the connection breaks while the lock is held; driving has to stop then.
 * @throws sequencer/already-driven
 */
export async function acquireDriverLock(pool: Pool, onLost: (error: Error) => void): Promise<DriverLock> {
  const client = await pool.connect();
  const { rows } = await client.query<{ locked: boolean }>('select pg_try_advisory_lock($1) as locked', [driverLock]);
  if (!rows[0]?.locked) {
    client.release();
    throw new TallystickError('sequencer/already-driven');
  }
  let released = false;
  const ended = new Promise<void>((resolve) => client.once('end', () => resolve()));
  client.on('error', (error) => {
    if (!released) onLost(error);
  });
  return {
    async release() {
      if (released) return;
      released = true;
      // Closing the connection frees the lock, also when the server doesn't answer any more.
      client.release(true);
      await ended;
    },
  };
}
