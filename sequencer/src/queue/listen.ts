import type { Pool, PoolClient } from 'pg';

/** A connection that hears of notifications, and holds session locks. */
export type Listener = {
  client: PoolClient;
  /** Resolves when the connection is lost or closed. */
  ended: Promise<void>;
  close(): void;
};

/** Listens on a channel of PostgreSQL with a connection of its own; it may be lost, see `ended`. */
export async function listen(pool: Pool, channel: string, onNotify: () => void): Promise<Listener> {
  const client = await pool.connect();
  const ended = new Promise<void>((resolve) => {
    client.once('end', resolve);
    // More than one error may come of one broken connection.
    client.on('error', () => resolve());
  });
  client.on('notification', onNotify);
  try {
    // A server that hears nothing of a vanished machine would keep its locks for hours.
    await client.query('set tcp_keepalives_idle = 5; set tcp_keepalives_interval = 2; set tcp_keepalives_count = 3');
    await client.query(`listen ${channel}`);
  } catch (error) {
    client.release(true);
    throw error;
  }
  let closed = false;
  const close = () => {
    if (!closed) client.release(true);
    closed = true;
  };
  // The pool waits for every connection that was taken from it, broken ones too.
  void ended.then(close);
  return { client, ended, close };
}
