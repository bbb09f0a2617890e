import { type BatchRecord, type BatchRow, toBatchRecord } from './createBatchStore.js';
import type { Queryable } from './Queryable.js';

/** A change of a batch's status. */
export type BatchEvent = {
  /** Grows by one from event to event. */
  seq: number;
  /** The batch as it was then. */
  batch: BatchRecord;
};

/** What JSON makes of a row: numbers where the driver gives text, text where it gives dates. */
type Noted = Omit<BatchRow, 'created_at' | 'updated_at'> & { created_at: string; updated_at: string };

const eventLock = 7_473_004;

/** Every change of a batch's status, in PostgreSQL; a trigger on the batches writes them. */
export function createBatchEventStore(db: Queryable) {
  return {
    /** Puts what is new into its place in the order, for good. Within a transaction. */
    async order(): Promise<void> {
      await db.query('select pg_advisory_xact_lock($1)', [eventLock]);
      await db.query(
        `update batch_events e set seq = last.seq + new.rank
         from (select id, row_number() over (order by id) as rank from batch_events where seq is null) new,
           (select coalesce(max(seq), 0) as seq from batch_events) last
         where e.id = new.id`,
      );
    },
    /** The events after one, in order. */
    async after(seq: number, limit: number): Promise<BatchEvent[]> {
      const { rows } = await db.query<{ seq: string; batch: Noted }>(
        'select seq, batch from batch_events where seq > $1 order by seq limit $2',
        [seq, limit],
      );
      return rows.map(({ seq: number, batch }) => ({
        seq: Number(number),
        batch: toBatchRecord({
          ...batch,
          created_at: new Date(batch.created_at),
          updated_at: new Date(batch.updated_at),
        }),
      }));
    },
    /** The first and the last event that are kept; 0 where there is none. */
    async range(): Promise<{ first: number; last: number }> {
      const { rows } = await db.query<{ first: string | null; last: string | null }>(
        'select min(seq) as first, max(seq) as last from batch_events',
      );
      return { first: Number(rows[0]?.first ?? 0), last: Number(rows[0]?.last ?? 0) };
    },
    /** Forgets what is older than a week, the latest excepted, from which the order goes on; returns how many. */
    async prune(): Promise<number> {
      const { rowCount } = await db.query(
        `delete from batch_events where at < now() - interval '7 days' and seq < (select max(seq) from batch_events)`,
      );
      return rowCount ?? 0;
    },
  };
}
