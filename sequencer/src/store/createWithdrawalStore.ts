import type { Withdrawal } from '@tallystick/prover';
import { decodeJson } from './decodeJson.js';
import { encodeJson } from './encodeJson.js';
import type { Queryable } from './Queryable.js';
import type { Refusal } from './Refusal.js';

/** A withdrawal handed in. */
export type WithdrawalRecord = {
  id: string;
  serial: number;
  nonce: number;
  withdrawal: Withdrawal;
  status: 'pending' | 'batched' | 'final' | 'rejected';
  batchId: number | undefined;
  error: Refusal | undefined;
  /** How many batches with it could not be proved. */
  suspicion: number;
};

type Row = {
  id: string;
  serial: string;
  nonce: string;
  withdrawal: unknown;
  status: WithdrawalRecord['status'];
  batch_id: string | null;
  error: Refusal | null;
  suspicion: number;
};

/** Withdrawals in PostgreSQL: at most one per account and nonce that isn't rejected. */
export function createWithdrawalStore(db: Queryable) {
  return {
    async get(id: string): Promise<WithdrawalRecord | undefined> {
      const { rows } = await db.query<Row>('select * from withdrawals where id = $1', [id]);
      return rows[0] && toRecord(rows[0]);
    },
    /** The one of an account and nonce that isn't rejected. */
    async live(serial: number, nonce: number): Promise<WithdrawalRecord | undefined> {
      const { rows } = await db.query<Row>(
        "select * from withdrawals where serial = $1 and nonce = $2 and status <> 'rejected'",
        [serial, nonce],
      );
      return rows[0] && toRecord(rows[0]);
    },
    async put(id: string, withdrawal: Withdrawal): Promise<void> {
      await db.query(
        `insert into withdrawals (id, serial, nonce, withdrawal, status) values ($1, $2, $3, $4, 'pending')
         on conflict (id) do update set status = 'pending', error = null, batch_id = null, refused_on = null`,
        [id, withdrawal.serial, withdrawal.nonce, encodeJson(withdrawal)],
      );
    },
    /**
     * Those of an account, latest first.
     *
     * @param before Only those older than the one with this id; nothing when the account has none such.
     */
    async list(serial: number, limit: number, before?: string): Promise<WithdrawalRecord[]> {
      const { rows } = await db.query<Row>(
        `select * from withdrawals where serial = $1 and ($3::text is null or
           (received_at, id) < (select received_at, id from withdrawals where id = $3 and serial = $1))
         order by received_at desc, id desc limit $2`,
        [serial, limit, before ?? null],
      );
      return rows.map(toRecord);
    },
    async pending(limit: number): Promise<WithdrawalRecord[]> {
      const { rows } = await db.query<Row>(
        "select * from withdrawals where status = 'pending' order by received_at, id limit $1",
        [limit],
      );
      return rows.map(toRecord);
    },
    async waiting(): Promise<{ count: number; oldestMs: number | undefined }> {
      const { rows } = await db.query<{ count: number; oldest: Date | null }>(
        "select count(*)::int as count, min(received_at) as oldest from withdrawals where status = 'pending'",
      );
      return { count: rows[0]?.count ?? 0, oldestMs: rows[0]?.oldest?.getTime() };
    },
    /** Puts a pending one into a batch; false when it isn't pending any more. */
    async batch(id: string, batchId: number): Promise<boolean> {
      const { rowCount } = await db.query(
        "update withdrawals set status = 'batched', batch_id = $2 where id = $1 and status = 'pending'",
        [id, batchId],
      );
      return rowCount === 1;
    },
    /** @param refusedOn The live batch on whose result it was refused, if there was one. */
    async reject(id: string, error: Refusal, refusedOn?: number): Promise<void> {
      await db.query(
        "update withdrawals set status = 'rejected', error = $2, refused_on = $3 where id = $1 and status = 'pending'",
        [id, JSON.stringify(error), refusedOn ?? null],
      );
    },
    async finish(batchId: number, ids: string[]): Promise<void> {
      await db.query(
        "update withdrawals set status = 'final', batch_id = $1, error = null where id = any($2::text[])",
        [batchId, ids],
      );
    },
    /** Back to pending; what was refused on the batch's result waits again too, unless another has its nonce by now. */
    async release(batchId: number): Promise<void> {
      await db.query(
        "update withdrawals set status = 'pending', batch_id = null where batch_id = $1 and status = 'batched'",
        [batchId],
      );
      await db.query(
        `update withdrawals w set status = 'pending', error = null, refused_on = null
         where refused_on = $1 and status = 'rejected' and not exists (select 1 from withdrawals o
           where o.serial = w.serial and o.nonce = w.nonce and o.id <> w.id and (o.status <> 'rejected' or (o.refused_on = $1 and o.id < w.id)))`,
        [batchId],
      );
    },
    /** Rejects those of a batch for good that are at least so suspicious. */
    async refuse(batchId: number, error: Refusal, suspicion: number): Promise<void> {
      await db.query(
        "update withdrawals set status = 'rejected', error = $2 where batch_id = $1 and status = 'batched' and suspicion >= $3",
        [batchId, JSON.stringify(error), suspicion],
      );
    },
    /** Notes of the items of a batch that no prover could prove it. */
    async suspect(batchId: number): Promise<void> {
      await db.query("update withdrawals set suspicion = suspicion + 1 where batch_id = $1 and status = 'batched'", [
        batchId,
      ]);
    },
  };
}

function toRecord(row: Row): WithdrawalRecord {
  return {
    id: row.id,
    serial: Number(row.serial),
    nonce: Number(row.nonce),
    withdrawal: decodeJson<Withdrawal>(row.withdrawal),
    status: row.status,
    batchId: row.batch_id === null ? undefined : Number(row.batch_id),
    error: row.error ?? undefined,
    suspicion: row.suspicion,
  };
}
