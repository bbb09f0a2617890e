import type { Pool, PoolClient } from 'pg';

/**
 * Runs `work` in one transaction: all of its queries through the client take effect, or none.
 *
 * @throws what `work` throws; the connection's error when that breaks meanwhile
 */
export async function inTransaction<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  // It may break between two queries, when no query is there to hear of it: unheard, the error would end the process.
  const onError = (error: Error): void => {
    broken ??= error;
  };
  client.on('error', onError);
  try {
    await client.query('begin');
    const result = await work(client);
    await client.query('commit');
    return result;
  } catch (error) {
    const lost = broken;
    // Behind a statement that gets no answer, the rollback would get none either.
    if (isUnanswered(error)) broken ??= error;
    else {
      await client.query('rollback').catch((failure: Error) => {
        broken ??= failure;
      });
    }
    throw lost ?? error;
  } finally {
    client.off('error', onError);
    // A connection that couldn't roll back is closed, not handed to the next caller.
    client.release(broken);
  }
}

/** Whether `pg` gave up waiting for the server's answer. */
function isUnanswered(error: unknown): error is Error {
  return error instanceof Error && error.message === 'Query read timeout';
}
