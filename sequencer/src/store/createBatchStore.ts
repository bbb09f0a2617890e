import { type AccountState, type BatchData, type ExecutedBatch, fieldToHex } from '@tallystick/prover';
import type { Hex } from 'viem';
import { decodeJson } from './decodeJson.js';
import { encodeJson } from './encodeJson.js';
import type { Queryable } from './Queryable.js';
import type { Refusal } from './Refusal.js';

/** executed → proved → sent → final; discarded when it failed or another took its place. */
export type BatchStatus = 'executed' | 'proved' | 'sent' | 'final' | 'discarded';

/** What a final batch writes: tree nodes, accounts, and what became of its items. Secret: it holds view keys. */
export type BatchChanges = {
  nodes: [string, bigint][];
  accounts: AccountState[];
  settlements: { id: string; amount: bigint; fee: bigint }[];
  /** Ids. */
  withdrawals: string[];
};

export type BatchRecord = {
  id: number;
  status: BatchStatus;
  /** Name of the shape. */
  shape: string;
  oldRoot: bigint;
  newRoot: bigint;
  firstSerial: number;
  openCount: number;
  settlementCount: number;
  withdrawalCount: number;
  txHash: Hex | undefined;
  txBlock: bigint | undefined;
  gasUsed: bigint | undefined;
  proofBytes: number | undefined;
  witnessMs: number | undefined;
  proveMs: number | undefined;
  error: Refusal | undefined;
  createdAt: Date;
  updatedAt: Date;
};

type Row = {
  id: string;
  status: BatchStatus;
  shape: string;
  old_root: string;
  new_root: string;
  first_serial: string;
  open_count: number;
  settlement_count: number;
  withdrawal_count: number;
  tx_hash: string | null;
  tx_block: string | null;
  gas_used: string | null;
  proof_bytes: number | null;
  witness_ms: number | null;
  prove_ms: number | null;
  error: Refusal | null;
  created_at: Date;
  updated_at: Date;
};

const columns = `id, status, shape, old_root, new_root, first_serial, open_count, settlement_count, withdrawal_count, tx_hash,
  tx_block, gas_used, length(proof) / 2 - 1 as proof_bytes, witness_ms, prove_ms, error, created_at, updated_at`;

/** Batches in PostgreSQL; at most one is live (neither final nor discarded). */
export function createBatchStore(db: Queryable) {
  const one = async (sql: string, values: unknown[]) => {
    const { rows } = await db.query<Row>(sql, values);
    return rows[0] && toRecord(rows[0]);
  };
  return {
    async add(
      executed: Pick<ExecutedBatch, 'shape' | 'oldRoot' | 'newRoot' | 'data'>,
      firstSerial: number,
      changes: BatchChanges,
    ): Promise<number> {
      const { rows } = await db.query<{ id: string }>(
        `insert into batches (status, shape, old_root, new_root, first_serial, open_count, data, changes, settlement_count, withdrawal_count)
         values ('executed', $1, $2, $3, $4, $5, $6, $7, $8, $9) returning id`,
        [
          executed.shape.name,
          fieldToHex(executed.oldRoot),
          fieldToHex(executed.newRoot),
          firstSerial,
          executed.data.opens.length,
          encodeJson(executed.data),
          encodeJson(changes),
          changes.settlements.length,
          changes.withdrawals.length,
        ],
      );
      return Number(rows[0]?.id);
    },
    get: (id: number) => one(`select ${columns} from batches where id = $1`, [id]),
    live: () => one(`select ${columns} from batches where status in ('executed', 'proved', 'sent')`, []),
    /** The batch that led from one root to another, whatever became of it here. */
    between: (oldRoot: bigint, newRoot: bigint) =>
      one(`select ${columns} from batches where old_root = $1 and new_root = $2`, [
        fieldToHex(oldRoot),
        fieldToHex(newRoot),
      ]),
    lastFinal: () => one(`select ${columns} from batches where status = 'final' order by id desc limit 1`, []),
    async list(limit: number, before?: number): Promise<BatchRecord[]> {
      const { rows } = await db.query<Row>(
        `select ${columns} from batches where id < coalesce($2, 9223372036854775807) order by id desc limit $1`,
        [limit, before ?? null],
      );
      return rows.map(toRecord);
    },
    async content(id: number): Promise<{ data: BatchData; changes: BatchChanges }> {
      const { rows } = await db.query<{ data: unknown; changes: unknown }>(
        'select data, changes from batches where id = $1',
        [id],
      );
      return { data: decodeJson(rows[0]?.data), changes: decodeJson(rows[0]?.changes) };
    },
    async prove(id: number, { proof, witnessMs, proveMs }: { proof: Hex; witnessMs: number; proveMs: number }) {
      await db.query(
        "update batches set status = 'proved', proof = $2, witness_ms = $3, prove_ms = $4, updated_at = now() where id = $1",
        [id, proof, Math.round(witnessMs), Math.round(proveMs)],
      );
    },
    async send(id: number, txHash: Hex) {
      await db.query("update batches set status = 'sent', tx_hash = $2, updated_at = now() where id = $1", [
        id,
        txHash,
      ]);
    },
    async finish(id: number, mined: { block: bigint; gasUsed: bigint } | undefined) {
      await db.query(
        "update batches set status = 'final', tx_block = $2, gas_used = $3, error = null, updated_at = now() where id = $1",
        [id, mined?.block.toString() ?? null, mined?.gasUsed.toString() ?? null],
      );
    },
    async discard(id: number, error: Refusal) {
      await db.query("update batches set status = 'discarded', error = $2, updated_at = now() where id = $1", [
        id,
        JSON.stringify(error),
      ]);
    },
  };
}

function toRecord(row: Row): BatchRecord {
  return {
    id: Number(row.id),
    status: row.status,
    shape: row.shape,
    oldRoot: BigInt(row.old_root),
    newRoot: BigInt(row.new_root),
    firstSerial: Number(row.first_serial),
    openCount: row.open_count,
    settlementCount: row.settlement_count,
    withdrawalCount: row.withdrawal_count,
    txHash: (row.tx_hash as Hex | null) ?? undefined,
    txBlock: row.tx_block === null ? undefined : BigInt(row.tx_block),
    gasUsed: row.gas_used === null ? undefined : BigInt(row.gas_used),
    proofBytes: row.proof_bytes ?? undefined,
    witnessMs: row.witness_ms ?? undefined,
    proveMs: row.prove_ms ?? undefined,
    error: row.error ?? undefined,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
