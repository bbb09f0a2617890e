import { type BatchRecord, type BatchRow, toBatchRecord } from './createBatchStore.js';
import type { Queryable } from './Queryable.js';

/** A change of a batch's status, or a settlement that expired. */
export type BatchEvent = {
  /** Grows from event to event: by one, and by more where another sequencer, or a restored database, goes on. */
  seq: number;
} & (
  | {
      /** The batch as it was then. */
      batch: BatchRecord;
      expired?: undefined;
    }
  | {
      /** SHA-256 of the settlement's id, in hex. */
      expired: string;
    }
);

/** What JSON makes of a row: numbers where the driver gives text, text where it gives dates. */
type Noted = Omit<BatchRow, 'created_at' | 'updated_at'> & { created_at: string; updated_at: string };

const eventLock = 7_473_004;

/** Every change of a batch's status and every settlement that expired, in PostgreSQL; triggers on the two write them. */
export function createBatchEventStore(db: Queryable) {
  return {
    /**
     * Puts what is new into its place in the order, for good. Within a transaction.
     *
     * @param beyond Every number that is given is higher.
     */
    async order(beyond: number): Promise<void> {
      await db.query('select pg_advisory_xact_lock($1)', [eventLock]);
      await db.query(
        `update batch_events e set seq = last.seq + new.rank
         from (select id, row_number() over (order by id) as rank from batch_events where seq is null) new,
           (select greatest(max(seq), $1) as seq from batch_events) last
         where e.id = new.id`,
        [beyond],
      );
    },
    /** The events after one, in order. */
    async after(seq: number, limit: number): Promise<BatchEvent[]> {
      const { rows } = await db.query<{ seq: string } & ({ expired: string } | { expired: null; batch: Noted })>(
        'select seq, batch, expired from batch_events where seq > $1 order by seq limit $2',
        [seq, limit],
      );
      return rows.map((row) =>
        row.expired === null
          ? { seq: Number(row.seq), batch: toNotedBatch(row.batch) }
          : { seq: Number(row.seq), expired: row.expired },
      );
    },
    /** The last event; 0 where there is none. */
    async last(): Promise<number> {
      const { rows } = await db.query<{ last: string | null }>('select max(seq) as last from batch_events');
      return Number(rows[0]?.last ?? 0);
    },
    /**
     * Where someone goes on who has everything up to a cursor: there, when what follows is all that came since. Elsewhere when something of
     * it is forgotten, or when the event of the cursor isn't one of this database.
     */
    async placeOf(cursor: number): Promise<number> {
      const { rows } = await db.query<{ before: string | null; first: string | null; forgotten: boolean | null }>(
        `select (select max(seq) from batch_events where seq <= $1) as before, min(seq) as first, min(id) > 1 as forgotten
         from batch_events where seq is not null`,
        [cursor],
      );
      const { before = null, first = null, forgotten } = rows[0] ?? {};
      if (before !== null) return Number(before);
      if (first === null || (cursor === 0 && !forgotten)) return 0;
      return Number(first) - 1;
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

function toNotedBatch(batch: Noted): BatchRecord {
  return toBatchRecord({
    ...batch,
    created_at: new Date(batch.created_at),
    updated_at: new Date(batch.updated_at),
  });
}
