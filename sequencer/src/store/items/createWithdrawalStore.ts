import type { Withdrawal } from '@tallystick/prover/core';
import { apiError } from '@tallystick/prover/sequencer-client';
import { decodeJson } from '../decodeJson.js';
import type { ErrorRecord } from '../ErrorRecord.js';
import { encodeJson } from '../encodeJson.js';
import type { Queryable } from '../Queryable.js';
import { type CommonItem, createItemStore, type ItemRow, isShown, toCommonItem } from './createItemStore.js';

/** A withdrawal handed in. */
export type WithdrawalRecord = CommonItem<'pending' | 'batched' | 'final' | 'rejected'> & {
  nonce: number;
  withdrawal: Withdrawal;
};

type Row = ItemRow<WithdrawalRecord['status']> & { nonce: string; withdrawal: unknown };

/** Withdrawals in PostgreSQL: at most one per account and nonce that isn't rejected. */
export function createWithdrawalStore(db: Queryable) {
  return {
    ...createItemStore(db, 'withdrawals', toRecord),
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
    /** Puts a pending one into a batch; false when it isn't pending any more. */
    async batch(batchId: number, id: string): Promise<boolean> {
      const { rowCount } = await db.query(
        "update withdrawals set status = 'batched', batch_id = $2 where id = $1 and status = 'pending'",
        [id, batchId],
      );
      return rowCount === 1;
    },
    /** Final, with a batch that the chain has; another that waits with the same nonce can't be any more. */
    async finish(batchId: number, ids: readonly string[]): Promise<void> {
      await db.query(
        `update withdrawals o set status = 'rejected', error = $2, refused_on = $3
         from withdrawals w where w.id = any($1::text[]) and o.serial = w.serial and o.nonce = w.nonce and o.id <> w.id
           and o.status <> 'rejected'`,
        [[...ids], JSON.stringify(apiError('sequencer/wrong-nonce').toJSON()), batchId],
      );
      await db.query(
        "update withdrawals set status = 'final', batch_id = $1, error = null where id = any($2::text[])",
        [batchId, [...ids]],
      );
    },
    /** Ids of those that a batch made final. */
    async outcomes(batchId: number): Promise<string[]> {
      const { rows } = await db.query<{ id: string }>(
        "select id from withdrawals where batch_id = $1 and status = 'final'",
        [batchId],
      );
      return rows.map(({ id }) => id);
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
    /** Rejects the one of a batch for good, when it is at least so suspicious and its own fault is shown. */
    async refuse(batchId: number, error: ErrorRecord, suspicion: number): Promise<void> {
      await db.query(
        `update withdrawals set status = 'rejected', error = $2
         where batch_id = $1 and status = 'batched' and suspicion >= $3 and ${isShown}`,
        [batchId, JSON.stringify(error), suspicion],
      );
    },
  };
}

function toRecord(row: Row): WithdrawalRecord {
  return { ...toCommonItem(row), nonce: Number(row.nonce), withdrawal: decodeJson<Withdrawal>(row.withdrawal) };
}
