import type { ErrorRecord } from '../ErrorRecord.js';
import type { Queryable } from '../Queryable.js';

/** The columns that all items have. */
export type ItemRow<Status> = {
  id: string;
  serial: string;
  status: Status;
  batch_id: string | null;
  error: ErrorRecord | null;
  suspicion: number;
  suspected_at: Date | null;
};

/** What all items have. */
export type CommonItem<Status> = {
  id: string;
  serial: number;
  status: Status;
  batchId: number | undefined;
  error: ErrorRecord | undefined;
  /** How many batches with it could not be proved. */
  suspicion: number;
  /** When one of these failed the last time, in milliseconds of the epoch. */
  suspectedMs: number | undefined;
};

/** Reads what all items have. */
export function toCommonItem<Status>(row: ItemRow<Status>): CommonItem<Status> {
  return {
    id: row.id,
    serial: Number(row.serial),
    status: row.status,
    batchId: row.batch_id === null ? undefined : Number(row.batch_id),
    error: row.error ?? undefined,
    suspicion: row.suspicion,
    suspectedMs: row.suspected_at?.getTime(),
  };
}

/**
 * Whether an item's own fault is shown by the failure of its batch $1, in which it was alone: two provers refused it that are known to work, or
 * the one that is. One is known to work that has proved another batch since the item was suspected the last time. So a prover that fails at
 * everything convicts nobody, and neither does one that crashes or is ended, at whatever.
 */
export const isShown = `(select count(*) filter (where failed) >= least(2, count(*)) and count(*) > 0
  from (select o.prover, o.prover in (select prover from proof_outcomes where batch_id = $1 and refused) as failed
    from proof_outcomes o where o.proved and o.at > suspected_at group by o.prover) working)`;

/** What is asked and noted of all items in the same way. */
export type CommonItemStore<Item> = ReturnType<typeof createItemStore<ItemRow<string>, Item>>;

/** Items that wait for a batch: what is asked and noted of every kind in the same way. */
export function createItemStore<Row extends ItemRow<string>, Item>(
  db: Queryable,
  table: string,
  toRecord: (row: Row) => Item,
) {
  return {
    async get(id: string): Promise<Item | undefined> {
      const { rows } = await db.query<Row>(`select * from ${table} where id = $1`, [id]);
      return rows[0] && toRecord(rows[0]);
    },
    /**
     * Those of an account, latest first.
     *
     * @param before Only those older than the one with this id; nothing when the account has none such.
     */
    async list(serial: number, limit: number, before?: string): Promise<Item[]> {
      const { rows } = await db.query<Row>(
        `select * from ${table} where serial = $1 and ($3::text is null or
           (received_at, id) < (select received_at, id from ${table} where id = $3 and serial = $1))
         order by received_at desc, id desc limit $2`,
        [serial, limit, before ?? null],
      );
      return rows.map(toRecord);
    },
    /**
     * Those that wait: the oldest of those that nobody suspects, then the least suspicious. At most `limit` of either, so that suspects, which
     * may wait for long, take no place from the others.
     */
    async pending(limit: number): Promise<Item[]> {
      const oldest = await db.query<Row>(
        `select * from ${table} where status = 'pending' and suspicion = 0 order by received_at, id limit $1`,
        [limit],
      );
      const suspects = await db.query<Row>(
        `select * from ${table} where status = 'pending' and suspicion > 0 order by suspicion, received_at, id limit $1`,
        [limit],
      );
      return [...oldest.rows, ...suspects.rows].map(toRecord);
    },
    /** How many wait, and since when (ms of the epoch). */
    async waiting(): Promise<{ count: number; oldestMs: number | undefined }> {
      const { rows } = await db.query<{ count: number; oldest: Date | null }>(
        `select count(*)::int as count, min(received_at) as oldest from ${table} where status = 'pending'`,
      );
      return { count: rows[0]?.count ?? 0, oldestMs: rows[0]?.oldest?.getTime() };
    },
    /** @param refusedOn The live batch on whose result it was refused, if there was one. */
    async reject(id: string, error: ErrorRecord, refusedOn?: number): Promise<void> {
      await db.query(
        `update ${table} set status = 'rejected', error = $2, refused_on = $3 where id = $1 and status = 'pending'`,
        [id, JSON.stringify(error), refusedOn ?? null],
      );
    },
    /** Notes of the items of a batch that no prover could prove it. */
    async suspect(batchId: number): Promise<void> {
      await db.query(
        `update ${table} set suspicion = suspicion + 1, suspected_at = now() where batch_id = $1 and status = 'batched'`,
        [batchId],
      );
    },
  };
}
