import type { Pool } from 'pg';

/**
 * Ends a pool and waits until its connections are closed: `end` alone resolves earlier, and a server that stops meanwhile would break
 * connections that nobody listens to any more.
 */
export async function closePool(pool: Pool): Promise<void> {
  let open = pool.totalCount;
  const closed = new Promise<void>((resolve) => {
    if (open === 0) resolve();
    pool.on('remove', () => {
      open--;
      if (open === 0) resolve();
    });
  });
  await pool.end();
  await closed;
}
