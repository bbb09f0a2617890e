import type { BatchData, ExecutedBatch } from '@tallystick/prover/batch';
import { type AccountState, fieldToHex } from '@tallystick/prover/core';
import type { Hex } from 'viem';
import { decodeJson } from './decodeJson.js';
import type { ErrorRecord } from './ErrorRecord.js';
import { encodeJson } from './encodeJson.js';
import {
  byKind,
  COUNT_COLUMNS,
  createItemStores,
  ITEM_KINDS,
  type ItemKind,
  type ItemOutcomes,
  outcomesOfItems,
} from './items/itemStores.js';
import type { Queryable } from './Queryable.js';
import type { Cipher } from './sealing/createCipher.js';
import { openJson } from './sealing/openJson.js';
import { sealJson } from './sealing/sealJson.js';

/** executed → proved → sent → final; discarded when it, or one before it, failed. Live are the first three. */
export type BatchStatus = 'executed' | 'proved' | 'sent' | 'final' | 'discarded';

/** What a final batch writes: tree nodes, accounts, and what became of its items. Secret: it holds view keys. */
export type BatchChanges = ItemOutcomes & {
  nodes: [string, bigint][];
  accounts: AccountState[];
};

export type BatchRecord = {
  id: number;
  status: BatchStatus;
  /** Name of the shape. */
  shape: string;
  oldRoot: bigint;
  newRoot: bigint;
  /** Unix seconds that the batch states. */
  now: number;
  firstSerial: number;
  openCount: number;
  /** How many items of each kind are in it, without cover. */
  itemCounts: Record<ItemKind, number>;
  txHash: Hex | undefined;
  txBlock: bigint | undefined;
  gasUsed: bigint | undefined;
  proofBytes: number | undefined;
  witnessMs: number | undefined;
  proveMs: number | undefined;
  error: ErrorRecord | undefined;
  createdAt: Date;
  updatedAt: Date;
};

/** A batch as PostgreSQL gives it. */
export type BatchRow = Record<(typeof COUNT_COLUMNS)[ItemKind], number> & {
  id: string;
  status: BatchStatus;
  shape: string;
  old_root: string;
  new_root: string;
  now: string;
  first_serial: string;
  open_count: number;
  tx_hash: string | null;
  tx_block: string | null;
  gas_used: string | null;
  proof_bytes: number | null;
  witness_ms: number | null;
  prove_ms: number | null;
  error: ErrorRecord | null;
  created_at: Date;
  updated_at: Date;
};

const countColumns = Object.values(COUNT_COLUMNS).join(', ');

const columns = `id, status, shape, old_root, new_root, now, first_serial, open_count, ${countColumns}, tx_hash, tx_block,
  gas_used, coalesce(proof_bytes, length(proof) / 2 - 1) as proof_bytes, witness_ms, prove_ms, error, created_at, updated_at`;

/** What is kept of a final batch that ended long ago: its items say themselves what became of them. */
const emptied: BatchChanges = { nodes: [], accounts: [], ...byKind<ItemOutcomes>(() => []) };

const contextOf = (id: number) => `batches:${id}:changes`;

/**
 * Batches in PostgreSQL. The live ones (neither final nor discarded) form a chain: each starts from the root that the one before leads to,
 * the oldest from the root that the tables `accounts` and `tree_nodes` hold.
 */
export function createBatchStore(db: Queryable, cipher: Cipher) {
  const one = async (sql: string, values: unknown[]) => {
    const { rows } = await db.query<BatchRow>(sql, values);
    return rows[0] && toBatchRecord(rows[0]);
  };
  /** Removes what only the proving of a batch needs. */
  const clear = async (id: number) => {
    await db.query('delete from witnesses where batch_id = $1', [id]);
    await db.query('delete from proofs where batch_id = $1', [id]);
  };
  return {
    async add(
      executed: Pick<ExecutedBatch, 'shape' | 'oldRoot' | 'newRoot' | 'data'>,
      firstSerial: number,
      changes: BatchChanges,
    ): Promise<number> {
      const { rows } = await db.query<{ id: string }>("select nextval('batches_id_seq') as id");
      const id = Number(rows[0]?.id);
      await db.query(
        `insert into batches (id, status, shape, old_root, new_root, now, first_serial, open_count, data, changes,
           ${countColumns})
         values ($1, 'executed', $2, $3, $4, $5, $6, $7, $8, $9, ${ITEM_KINDS.map((_, at) => `$${at + 10}`).join(', ')})`,
        [
          id,
          executed.shape.name,
          fieldToHex(executed.oldRoot),
          fieldToHex(executed.newRoot),
          executed.data.now,
          firstSerial,
          executed.data.opens.length,
          encodeJson(executed.data),
          sealJson(cipher, contextOf(id), changes),
          ...ITEM_KINDS.map((kind) => changes[kind].length),
        ],
      );
      return id;
    },
    get: (id: number) => one(`select ${columns} from batches where id = $1`, [id]),
    /** The chain of live batches, oldest first. */
    async live(): Promise<BatchRecord[]> {
      const { rows } = await db.query<BatchRow>(
        `select ${columns} from batches where status in ('executed', 'proved', 'sent') order by id`,
      );
      return rows.map(toBatchRecord);
    },
    /** The live batch that starts from a root; there is one at most. */
    liveOn: (oldRoot: bigint) =>
      one(`select ${columns} from batches where old_root = $1 and status in ('executed', 'proved', 'sent')`, [
        fieldToHex(oldRoot),
      ]),
    /** Those of the roots that batches start from, whatever became of these here. */
    async startingOn(oldRoots: readonly bigint[]): Promise<Set<bigint>> {
      const { rows } = await db.query<{ root: string }>(
        'select distinct old_root as root from batches where old_root = any($1::text[])',
        [oldRoots.map(fieldToHex)],
      );
      return new Set(rows.map(({ root }) => BigInt(root)));
    },
    /** Those of the roots that batches lead to, whatever became of these here. */
    async leadingTo(newRoots: readonly bigint[]): Promise<Set<bigint>> {
      const { rows } = await db.query<{ root: string }>(
        'select distinct new_root as root from batches where new_root = any($1::text[])',
        [newRoots.map(fieldToHex)],
      );
      return new Set(rows.map(({ root }) => BigInt(root)));
    },
    /** The batch that led from one root to another, whatever became of it here. */
    between: (oldRoot: bigint, newRoot: bigint) =>
      one(`select ${columns} from batches where old_root = $1 and new_root = $2 order by id limit 1`, [
        fieldToHex(oldRoot),
        fieldToHex(newRoot),
      ]),
    lastFinal: () => one(`select ${columns} from batches where status = 'final' order by id desc limit 1`, []),
    async list(limit: number, before?: number): Promise<BatchRecord[]> {
      const { rows } = await db.query<BatchRow>(
        `select ${columns} from batches where id < coalesce($2, 9223372036854775807) order by id desc limit $1`,
        [limit, before ?? null],
      );
      return rows.map(toBatchRecord);
    },
    async content(id: number): Promise<{ data: BatchData; changes: BatchChanges }> {
      const { rows } = await db.query<{ data: unknown; changes: unknown }>(
        'select data, changes from batches where id = $1',
        [id],
      );
      const changes = openJson<BatchChanges>(cipher, contextOf(id), rows[0]?.changes);
      // A batch that was made before there was a kind of items holds none of it.
      return { data: decodeJson(rows[0]?.data), changes: { ...emptied, ...changes } };
    },
    /** Final ones with a higher id, oldest first. */
    async finalAfter(id: number, limit: number): Promise<BatchRecord[]> {
      const { rows } = await db.query<BatchRow>(
        `select ${columns} from batches where id > $1 and status = 'final' order by id limit $2`,
        [id, limit],
      );
      return rows.map(toBatchRecord);
    },
    /**
     * Takes from batches that ended what nobody needs any more, the oldest first: proof, data, nodes and accounts. What became of a final
     * one's items they say themselves, see `recall`; a discarded one keeps it, since it may be mined after all.
     *
     * @param ended.finalBefore Of final ones, those of blocks before.
     * @param ended.discardedBefore Of discarded ones, those given up before.
     * @returns how many
     */
    async strip(ended: { finalBefore: bigint; discardedBefore: Date; limit: number }): Promise<number> {
      const { rows } = await db.query<{ id: string; status: BatchStatus; changes: unknown }>(
        `select id, status, changes from batches where not stripped and
           ((status = 'final' and tx_block < $1) or (status = 'discarded' and updated_at < $2)) order by id limit $3 for update`,
        [ended.finalBefore.toString(), ended.discardedBefore, ended.limit],
      );
      for (const row of rows) {
        const context = contextOf(Number(row.id));
        const before = row.status === 'final' ? emptied : openJson<BatchChanges>(cipher, context, row.changes);
        const changes: BatchChanges = { ...before, nodes: [], accounts: [] };
        await db.query(
          `update batches set stripped = true, proof_bytes = coalesce(proof_bytes, length(proof) / 2 - 1), proof = null, data = '{}',
             changes = $2 where id = $1`,
          [row.id, sealJson(cipher, context, changes)],
        );
      }
      return rows.length;
    },
    /**
     * Writes into final batches that are stripped what became of their items, before these are released: the chain may say once more that
     * they are final. Within a transaction.
     */
    async recall(ids: readonly number[]): Promise<void> {
      const { rows } = await db.query<{ id: string }>(
        "select id from batches where id = any($1::bigint[]) and stripped and status = 'final' for update",
        [[...ids]],
      );
      for (const { id } of rows) {
        const outcomes = await outcomesOfItems(createItemStores(db), Number(id));
        const changes: BatchChanges = { ...emptied, ...outcomes };
        await db.query('update batches set stripped = false, changes = $2 where id = $1', [
          id,
          sealJson(cipher, contextOf(Number(id)), changes),
        ]);
      }
    },
    /** The first of the batches that has no proof. */
    async firstWithoutProof(ids: readonly number[]): Promise<number | undefined> {
      const { rows } = await db.query<{ id: string | null }>(
        'select min(id) as id from batches where id = any($1::bigint[]) and proof is null',
        [[...ids]],
      );
      const id = rows[0]?.id ?? null;
      return id === null ? undefined : Number(id);
    },
    /** The proof of a batch that has been proved, without its public inputs. */
    async proof(id: number): Promise<Hex | undefined> {
      const { rows } = await db.query<{ proof: Hex | null }>('select proof from batches where id = $1', [id]);
      return rows[0]?.proof ?? undefined;
    },
    /** How many proofs handed in for the batch did not verify. */
    async badProofs(id: number): Promise<number> {
      const { rows } = await db.query<{ count: number }>('select bad_proofs as count from batches where id = $1', [id]);
      return rows[0]?.count ?? 0;
    },
    /** Counts a proof handed in that did not verify; returns how many there were. */
    async countBadProof(id: number): Promise<number> {
      const { rows } = await db.query<{ count: number }>(
        'update batches set bad_proofs = bad_proofs + 1 where id = $1 returning bad_proofs as count',
        [id],
      );
      return rows[0]?.count ?? 0;
    },
    /** Keeps a proof that was verified; the inputs are needed no more. Does nothing when the batch doesn't wait for one. */
    async prove(id: number, { proof, witnessMs, proveMs }: { proof: Hex; witnessMs: number; proveMs: number }) {
      await db.query(
        `update batches set status = 'proved', proof = $2, witness_ms = $3, prove_ms = $4, updated_at = now()
         where id = $1 and status = 'executed'`,
        [id, proof, Math.round(witnessMs), Math.round(proveMs)],
      );
      await clear(id);
    },
    async send(id: number, txHash: Hex) {
      await db.query("update batches set status = 'sent', tx_hash = $2, updated_at = now() where id = $1", [
        id,
        txHash,
      ]);
    },
    /** Takes back `send`: no node knows the transaction. The proof stays. */
    async unsend(id: number) {
      await db.query("update batches set status = 'proved', tx_hash = null, updated_at = now() where id = $1", [id]);
    },
    /** The inputs of one that nobody has proved here are needed no more: where a reorg takes it away, it is discarded. */
    async finish(id: number, mined: { block: bigint; gasUsed: bigint | undefined } | undefined) {
      await db.query(
        "update batches set status = 'final', tx_block = $2, gas_used = coalesce($3, gas_used), error = null, updated_at = now() where id = $1",
        [id, mined?.block.toString() ?? null, mined?.gasUsed?.toString() ?? null],
      );
      await clear(id);
    },
    async discard(id: number, error: ErrorRecord) {
      await db.query("update batches set status = 'discarded', error = $2, updated_at = now() where id = $1", [
        id,
        JSON.stringify(error),
      ]);
      await clear(id);
    },
  };
}

/** A row as it is used; numbers may come as text or as numbers. */
export function toBatchRecord(row: BatchRow): BatchRecord {
  return {
    id: Number(row.id),
    status: row.status,
    shape: row.shape,
    oldRoot: BigInt(row.old_root),
    newRoot: BigInt(row.new_root),
    now: Number(row.now),
    firstSerial: Number(row.first_serial),
    openCount: row.open_count,
    // What was noted of a batch before there was a kind says nothing of it.
    itemCounts: byKind<BatchRecord['itemCounts']>((kind) => row[COUNT_COLUMNS[kind]] ?? 0),
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
