import type { Receipt } from '@tallystick/prover/core';
import { decodeJson } from '../decodeJson.js';
import type { ErrorRecord } from '../ErrorRecord.js';
import { encodeJson } from '../encodeJson.js';
import type { Queryable } from '../Queryable.js';
import { type CommonItem, createItemStore, type ItemRow, isShown, toCommonItem } from './createItemStore.js';

/** A receipt handed in for settlement. */
export type SettlementRecord = CommonItem<SettlementStatus> & {
  receipt: Receipt;
  /** Unix seconds of the allowance's expiry; undefined for one of before that was kept, until it is found out for those that wait. */
  expiry: number | undefined;
  /** Token base units taken from the allowance, once batched. */
  amount: bigint | undefined;
  fee: bigint | undefined;
};

/**
 * pending → batched → final; superseded by a later receipt of the allowance; rejected when a batch refused it; expired when the allowance
 * did before a batch took it.
 */
type SettlementStatus = 'pending' | 'batched' | 'final' | 'superseded' | 'rejected' | 'expired';

/** One that waits, and may wait no longer. */
export type ExpiringSettlement = { id: string; serial: number };

/** With what a batch refuses a settlement whose allowance has expired. */
const EXPIRED = 'batch/expired';

/** What a batch takes from the allowance for one. */
export type SettlementOutcome = { id: string; amount: bigint; fee: bigint };

type Row = ItemRow<SettlementRecord['status']> & { receipt: unknown; expiry: string | null } & {
  amount: string | null;
  fee: string | null;
};

/** Settlements in PostgreSQL: at most one pending per allowance, and all that were before. */
export function createSettlementStore(db: Queryable) {
  const items = createItemStore(db, 'settlements', toRecord);
  return {
    ...items,
    /** The pending and batched ones of an allowance, oldest first. */
    async open(serial: number): Promise<SettlementRecord[]> {
      const { rows } = await db.query<Row>(
        "select * from settlements where serial = $1 and status in ('pending', 'batched') order by received_at",
        [serial],
      );
      return rows.map(toRecord);
    },
    /** Those of the ids that are known, and of the allowances' the waiting ones oldest first and the latest final one. */
    async related(ids: readonly string[], serials: readonly number[]): Promise<SettlementRecord[]> {
      const { rows } = await db.query<Row>(
        `select * from settlements where id = any($1::text[])
         union select * from settlements where serial = any($2::bigint[]) and status in ('pending', 'batched')
         union select f.* from unnest($2::bigint[]) s (serial), lateral (select * from settlements
           where serial = s.serial and status = 'final' order by batch_id desc limit 1) f
         order by received_at, id`,
        [[...ids], [...serials]],
      );
      return rows.map(toRecord);
    },
    /**
     * Makes receipts the pending ones of their allowances, in their order, within a transaction; those before them are superseded, what is
     * superseded by a later one of the same call included.
     *
     * @returns the records as stored, in the same order
     */
    async putAll(
      items: readonly { id: string; receipt: Receipt; expiry?: number | undefined }[],
    ): Promise<SettlementRecord[]> {
      if (items.length === 0) return [];
      const latest = new Map(items.map(({ id, receipt }) => [receipt.serial, id]));
      await db.query(
        "update settlements set status = 'superseded' where serial = any($1::bigint[]) and status = 'pending'",
        [[...latest.keys()]],
      );
      const { rows } = await db.query<Row>(
        `insert into settlements (id, serial, receipt, status, expiry)
         select * from unnest($1::text[], $2::bigint[], $3::jsonb[], $4::text[], $5::bigint[])
         on conflict (id) do update set status = excluded.status, expiry = excluded.expiry, error = null, batch_id = null,
           refused_on = null
         returning *`,
        [
          items.map(({ id }) => id),
          items.map(({ receipt }) => receipt.serial),
          items.map(({ receipt }) => encodeJson(receipt)),
          items.map(({ id, receipt }) => (latest.get(receipt.serial) === id ? 'pending' : 'superseded')),
          items.map(({ expiry }) => expiry ?? null),
        ],
      );
      const stored = new Map(rows.map((row) => [row.id, toRecord(row)]));
      return items.flatMap(({ id }) => stored.get(id) ?? []);
    },
    /**
     * Puts one that waits into a batch that was executed on the latest state, also when a later receipt has come meanwhile: that one is
     * settled after it. False when it doesn't wait any more.
     */
    async batch(batchId: number, { id, amount, fee }: SettlementOutcome): Promise<boolean> {
      const { rowCount } = await db.query(
        `update settlements set status = 'batched', batch_id = $2, amount = $3, fee = $4
         where id = $1 and status in ('pending', 'superseded')`,
        [id, batchId, amount.toString(), fee.toString()],
      );
      return rowCount === 1;
    },
    /** Rejects one; it has expired, for good, where its allowance has. */
    async reject(id: string, error: ErrorRecord, refusedOn?: number): Promise<void> {
      if (error.code !== EXPIRED) return items.reject(id, error, refusedOn);
      await db.query("update settlements set status = 'expired', error = $2 where id = $1 and status = 'pending'", [
        id,
        JSON.stringify(error),
      ]);
    },
    /** Those that wait, and whose allowances expire at a time or before it, in unix seconds; the earliest first. */
    async expiring(now: number, limit: number): Promise<ExpiringSettlement[]> {
      const { rows } = await db.query<{ id: string; serial: string }>(
        "select id, serial from settlements where status = 'pending' and expiry <= $1 order by expiry, id limit $2",
        [now, limit],
      );
      return rows.map(({ id, serial }) => ({ id, serial: Number(serial) }));
    },
    /**
     * Ends those of the ids that still wait at their expiry.
     *
     * @returns their ids
     */
    async expire(ids: readonly string[], now: number, error: ErrorRecord): Promise<string[]> {
      const { rows } = await db.query<{ id: string }>(
        `update settlements set status = 'expired', error = $3
         where id = any($1::text[]) and status = 'pending' and expiry <= $2 returning id`,
        [[...ids], now, JSON.stringify(error)],
      );
      return rows.map(({ id }) => id);
    },
    /** Allowances with one that waits and doesn't say when it expires. */
    async withoutExpiry(limit: number): Promise<number[]> {
      const { rows } = await db.query<{ serial: string }>(
        "select serial from settlements where status = 'pending' and expiry is null order by expiry, id limit $1",
        [limit],
      );
      return rows.map(({ serial }) => Number(serial));
    },
    /** Notes when those of an allowance expire. */
    async setExpiry(serial: number, expiry: number): Promise<void> {
      await db.query('update settlements set expiry = $2 where serial = $1 and expiry is null', [serial, expiry]);
    },
    async finish(batchId: number, settled: readonly SettlementOutcome[]): Promise<void> {
      for (const { id, amount, fee } of settled) {
        await db.query(
          "update settlements set status = 'final', batch_id = $2, amount = $3, fee = $4, error = null where id = $1",
          [id, batchId, amount.toString(), fee.toString()],
        );
      }
    },
    /** What was taken for those that a batch made final. */
    async outcomes(batchId: number): Promise<SettlementOutcome[]> {
      const { rows } = await db.query<{ id: string; amount: string; fee: string }>(
        "select id, amount, fee from settlements where batch_id = $1 and status = 'final'",
        [batchId],
      );
      return rows.map(({ id, amount, fee }) => ({ id, amount: BigInt(amount), fee: BigInt(fee) }));
    },
    /**
     * Back to pending, except where a later receipt of the allowance waits already; so of several batches the latest is released first.
     * What was refused on the batch's result waits again too.
     */
    async release(batchId: number): Promise<void> {
      const status = `case when exists (select 1 from settlements o where o.serial = s.serial and o.status = 'pending')
        then 'superseded' else 'pending' end`;
      // One of an allowance at a time, the latest first: two of them can't both be pending.
      const { rows } = await db.query<{ id: string }>(
        `select id from settlements where status = 'rejected' and refused_on = $1 order by received_at desc, id`,
        [batchId],
      );
      for (const { id } of rows) {
        await db.query(`update settlements s set error = null, refused_on = null, status = ${status} where id = $1`, [
          id,
        ]);
      }
      await db.query(
        `update settlements s set amount = null, fee = null, batch_id = null, status = ${status}
         where batch_id = $1 and status = 'batched'`,
        [batchId],
      );
    },
    /** Rejects the one of a batch for good, when it is at least so suspicious and its own fault is shown. */
    async refuse(batchId: number, error: ErrorRecord, suspicion: number): Promise<void> {
      await db.query(
        `update settlements set status = 'rejected', error = $2, amount = null, fee = null
         where batch_id = $1 and status = 'batched' and suspicion >= $3 and ${isShown}`,
        [batchId, JSON.stringify(error), suspicion],
      );
    },
    /**
     * Forgets superseded ones that were handed in before a time: a later receipt of the allowance stands for each.
     *
     * @returns how many, at most `limit`
     */
    async prune(before: Date, limit: number): Promise<number> {
      const { rowCount } = await db.query(
        `delete from settlements where id in (select id from settlements
           where status = 'superseded' and received_at < $1 order by received_at limit $2) and status = 'superseded'`,
        [before, limit],
      );
      return rowCount ?? 0;
    },
    /**
     * Forgets the final ones of allowances that were settled again by one of these final batches: the later one stands for them, and each
     * allowance keeps its latest.
     *
     * @returns how many
     */
    async forgetBefore(batchIds: readonly number[]): Promise<number> {
      const { rowCount } = await db.query(
        `delete from settlements s using settlements later
         where later.batch_id = any($1::bigint[]) and later.status = 'final'
           and s.serial = later.serial and s.status = 'final' and s.batch_id < later.batch_id`,
        [[...batchIds]],
      );
      return rowCount ?? 0;
    },
    /**
     * Forgets those that batches refused or that expired, handed in before a time; not where undoing a later batch than `upToBatch` would make them wait again.
     *
     * @returns how many, at most `limit`
     */
    async forgetEnded(before: Date, upToBatch: number, limit: number): Promise<number> {
      const { rowCount } = await db.query(
        `delete from settlements where id in (select id from settlements
           where status in ('rejected', 'expired') and received_at < $1 and coalesce(refused_on, 0) <= $2
           order by received_at limit $3) and status in ('rejected', 'expired')`,
        [before, upToBatch, limit],
      );
      return rowCount ?? 0;
    },
  };
}

function toRecord(row: Row): SettlementRecord {
  return {
    ...toCommonItem(row),
    receipt: decodeJson<Receipt>(row.receipt),
    expiry: row.expiry === null ? undefined : Number(row.expiry),
    amount: row.amount === null ? undefined : BigInt(row.amount),
    fee: row.fee === null ? undefined : BigInt(row.fee),
  };
}
