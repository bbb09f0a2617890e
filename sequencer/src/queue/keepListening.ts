import { setTimeout as delay } from 'node:timers/promises';
import type { Pool } from 'pg';
import { listen } from './listen.js';

const reconnectMs = 1000;

/** Rings whenever a channel of PostgreSQL is notified, and once after every time that the connection was lost, until the signal. */
export async function keepListening(pool: Pool, channel: string, ring: () => void, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      const listener = await listen(pool, channel, ring);
      // What was said while nobody listened.
      ring();
      const stop = () => listener.close();
      signal.addEventListener('abort', stop, { once: true });
      if (signal.aborted) stop();
      await listener.ended;
      signal.removeEventListener('abort', stop);
      listener.close();
    } catch {
      // The loops that are rung for look by themselves too, and say what is wrong with the database.
    }
    if (!signal.aborted) await delay(reconnectMs, undefined, { signal }).catch(() => {});
  }
}
