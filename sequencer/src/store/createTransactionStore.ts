import type { Hex } from 'viem';
import type { Queryable } from './Queryable.js';

/** A transaction that was signed for a batch. What became of it, the chain tells: a reorg can change it. */
export type TransactionRecord = {
  hash: Hex;
  batchId: number;
  nonce: number;
  raw: Hex;
  gas: bigint;
  /** Wei per unit of gas. */
  maxFeePerGas: bigint;
  maxPriorityFeePerGas: bigint;
  /** Milliseconds of the epoch. */
  signedMs: number;
  /** When a node last took it; undefined when none has yet. */
  sentMs: number | undefined;
  /** Why it was refused last. */
  error: string | undefined;
};

type Row = {
  hash: Hex;
  batch_id: string;
  nonce: string;
  raw: Hex;
  gas: string;
  max_fee_per_gas: string;
  max_priority_fee_per_gas: string;
  signed_ms: string;
  sent_ms: string | null;
  error: string | null;
};

/** Signed transactions in PostgreSQL, kept before they are sent. */
export function createTransactionStore(db: Queryable) {
  return {
    /** One that is signed again, the very same, counts as signed then. */
    async add(transaction: Omit<TransactionRecord, 'sentMs' | 'error'>): Promise<void> {
      const { hash, batchId, nonce, raw, gas, maxFeePerGas, maxPriorityFeePerGas, signedMs } = transaction;
      await db.query(
        `insert into l1_transactions (hash, batch_id, nonce, raw, gas, max_fee_per_gas, max_priority_fee_per_gas, signed_ms)
         values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (hash) do update set signed_ms = excluded.signed_ms`,
        [hash, batchId, nonce, raw, `${gas}`, `${maxFeePerGas}`, `${maxPriorityFeePerGas}`, signedMs],
      );
    },
    async sent(hash: Hex, sentMs: number): Promise<void> {
      await db.query('update l1_transactions set sent_ms = $2, error = null where hash = $1', [hash, sentMs]);
    },
    async refused(hash: Hex, error: string): Promise<void> {
      await db.query('update l1_transactions set error = $2 where hash = $1', [hash, error.slice(0, 500)]);
    },
    /** Those of a batch, the latest first. */
    async ofBatch(batchId: number): Promise<TransactionRecord[]> {
      const { rows } = await db.query<Row>(
        'select * from l1_transactions where batch_id = $1 order by signed_ms desc, max_fee_per_gas desc',
        [batchId],
      );
      return rows.map(toRecord);
    },
    /** Those with a nonce that isn't used up, lowest nonce and highest fee first. */
    async from(nonce: number): Promise<TransactionRecord[]> {
      const { rows } = await db.query<Row>(
        'select * from l1_transactions where nonce >= $1 order by nonce, max_fee_per_gas desc',
        [nonce],
      );
      return rows.map(toRecord);
    },
    /** Forgets those of batches that ended (final or discarded) before a block or a time, with a nonce below. */
    async prune({ block, endedBefore, nonce }: { block: bigint; endedBefore: Date; nonce: number }): Promise<number> {
      const { rowCount } = await db.query(
        `delete from l1_transactions t using batches b where b.id = t.batch_id and t.nonce < $3 and (
           (b.status = 'final' and b.tx_block < $1) or (b.status = 'discarded' and b.updated_at < $2))`,
        [block.toString(), endedBefore, nonce],
      );
      return rowCount ?? 0;
    },
  };
}

function toRecord(row: Row): TransactionRecord {
  return {
    hash: row.hash,
    batchId: Number(row.batch_id),
    nonce: Number(row.nonce),
    raw: row.raw,
    gas: BigInt(row.gas),
    maxFeePerGas: BigInt(row.max_fee_per_gas),
    maxPriorityFeePerGas: BigInt(row.max_priority_fee_per_gas),
    signedMs: Number(row.signed_ms),
    sentMs: row.sent_ms === null ? undefined : Number(row.sent_ms),
    error: row.error ?? undefined,
  };
}
