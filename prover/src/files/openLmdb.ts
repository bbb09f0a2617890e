import { type Database, type Key, open } from 'lmdb';

export type OpenLmdbParameters = {
  /** Folder of the database, made when missing. */
  path: string;
  encoding: 'binary' | 'json' | 'string';
  /** Whether each entry has a version, on which a write may depend. */
  useVersions?: boolean;
};

/**
 * Opens an LMDB database whose writes go through `commitLmdb`: resolved once they are flushed to the disk, and rejected, with nothing left
 * behind, where the disk is full.
 */
export function openLmdb<Value, Name extends Key>(parameters: OpenLmdbParameters): Database<Value, Name> {
  // Without overlapping syncs a write's promise resolves after the flush, and not already when readers can see it. With batches made by
  // each turn of the event loop there would be a promise of a failed one that nobody can wait for, which ends the process.
  return open<Value, Name>({ ...parameters, overlappingSync: false, eventTurnBatching: false });
}

/**
 * Commits the writes that `work` begins, before its first await, in one transaction.
 *
 * @returns what `work` returns
 * @throws the database's error, such as "No space left on device"; nothing is written then
 */
export async function commitLmdb<Result>(database: Database, work: () => Promise<Result>): Promise<Result> {
  let working: Promise<Result> | undefined;
  const batch = database.batch(() => {
    working = work();
  });
  // Both are waited for: what is written without a condition is told by the batch, what has one by itself.
  const [result, committed] = await Promise.allSettled([working as unknown as Promise<Result>, batch]);
  if (committed.status === 'rejected') throw await causeOf(committed.reason);
  if (result.status === 'rejected') throw await causeOf(result.reason);
  return result.value;
}

/** LMDB rejects at once with a general error, and tells in the same turn, by a promise that hangs on it, what happened. */
async function causeOf(error: unknown): Promise<unknown> {
  const { commitError } = (error ?? {}) as { commitError?: Promise<never> };
  if (commitError === undefined) return error;
  const soon = new Promise<unknown>((resolve) => setImmediate(resolve, error));
  return Promise.race([commitError.catch((cause: unknown) => cause), soon]);
}
