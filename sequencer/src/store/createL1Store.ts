import type { SettledEvent } from '@tallystick/prover/chain';
import { emptyNodes, fieldToHex, type Point, type PublishedLeaf, type Terms } from '@tallystick/prover/core';
import type { Hex } from 'viem';
import { ITEM_KINDS } from './items/itemStores.js';
import type { Queryable } from './Queryable.js';
import type { Cipher } from './sealing/createCipher.js';
import { openJson } from './sealing/openJson.js';
import { sealJson } from './sealing/sealJson.js';

/** What the store holds of the chain: the state of the contract after the last block that was followed. */
export type Base = {
  /** Number of the latest batch, in the contract's count. */
  batchId: number;
  /** Root of the tree; of `tree_nodes`, as the store holds it. */
  root: bigint;
  /** Unix seconds that the latest batch stated; 0 before the first. */
  batchTime: number;
  /** First serial of the queue: the next that a batch opens. */
  firstQueued: number;
  nextSerial: number;
};

/** A batch that the contract took. */
export type L1Batch = Omit<SettledEvent, 'type' | 'batchId' | 'updates'> & {
  batchId: number;
  oldRoot: bigint;
  /** The batch of this database; undefined for one that somebody else made. */
  own: number | undefined;
};

type LeafRow = { serial: string; leaf: string; slot: number | null; masked_word: string | null; salt: string };

const baseLock = 7_473_003;

const contextOf = (id: string) => `disclosures:${id}`;

/** What the chain says, in PostgreSQL, with its place on the chain, so that it can be undone from any block on. */
export function createL1Store(db: Queryable, cipher: Cipher) {
  const numbers = async (sql: string, values: unknown[]) => {
    const { rows } = await db.query<{ number: string | null }>(sql, values);
    return rows.flatMap(({ number }) => (number === null ? [] : [Number(number)]));
  };
  return {
    /** Within a transaction: the base doesn't change, and nobody builds on it, until the transaction ends. */
    async lock(): Promise<void> {
      await db.query('select pg_advisory_xact_lock($1)', [baseLock]);
    },
    async base(): Promise<Base> {
      const { rows } = await db.query<{
        batch_id: string | null;
        new_root: string | null;
        now: string | null;
        first_queued: string | null;
        next_serial: string;
      }>(
        `select b.batch_id, b.new_root, b.now, b.first_serial + b.open_count as first_queued,
           (select coalesce(max(serial), 0) + 1 from opens) as next_serial
         from (select 1) one left join (select * from l1_batches order by batch_id desc limit 1) b on true`,
      );
      const [row] = rows;
      return {
        batchId: Number(row?.batch_id ?? 0),
        root: row?.new_root ? BigInt(row.new_root) : (emptyNodes()[0] ?? 0n),
        batchTime: Number(row?.now ?? 0),
        firstQueued: Number(row?.first_queued ?? 1),
        nextSerial: Number(row?.next_serial ?? 1),
      };
    },

    /** Blocks whose events are in the store, the latest first. */
    async blocks(): Promise<{ number: bigint; hash: Hex }[]> {
      const { rows } = await db.query<{ number: string; hash: Hex }>('select * from l1_blocks order by number desc');
      return rows.map(({ number, hash }) => ({ number: BigInt(number), hash }));
    },
    async tip(): Promise<{ number: bigint; hash: Hex } | undefined> {
      const { rows } = await db.query<{ number: string; hash: Hex }>(
        'select * from l1_blocks order by number desc limit 1',
      );
      return rows[0] && { number: BigInt(rows[0].number), hash: rows[0].hash };
    },
    async addBlock({ number, hash }: { number: bigint; hash: Hex }): Promise<void> {
      await db.query('insert into l1_blocks (number, hash) values ($1, $2)', [number.toString(), hash]);
    },

    async addBatches(batches: readonly L1Batch[]): Promise<void> {
      await db.query(
        `insert into l1_batches (batch_id, block, tx_hash, shape_id, old_root, new_root, now, salt, first_serial, open_count, own)
         select * from unnest($1::bigint[], $2::bigint[], $3::text[], $4::bigint[], $5::text[], $6::text[], $7::bigint[],
           $8::text[], $9::bigint[], $10::integer[], $11::bigint[])`,
        [
          batches.map(({ batchId }) => batchId),
          batches.map(({ block }) => block.toString()),
          batches.map(({ txHash }) => txHash),
          batches.map(({ shapeId }) => shapeId),
          batches.map(({ oldRoot }) => fieldToHex(oldRoot)),
          batches.map(({ newRoot }) => fieldToHex(newRoot)),
          batches.map(({ now }) => now),
          batches.map(({ salt }) => fieldToHex(salt)),
          batches.map(({ firstSerial }) => firstSerial),
          batches.map(({ openCount }) => openCount),
          batches.map(({ own }) => own ?? null),
        ],
      );
    },
    /** Keeps the leaves that batches wrote. */
    async addLeaves(
      batches: readonly (Pick<L1Batch, 'batchId' | 'block' | 'salt'> & { leaves: readonly PublishedLeaf[] })[],
    ): Promise<void> {
      const rows = batches.flatMap(({ batchId, block, salt, leaves }) =>
        leaves.map((leaf) => ({ batchId, block, salt, ...leaf })),
      );
      await db.query(
        `insert into l1_leaves (batch_id, block, salt, serial, leaf, slot, masked_word)
         select * from unnest($1::bigint[], $2::bigint[], $3::text[], $4::bigint[], $5::text[], $6::integer[], $7::text[])`,
        [
          rows.map(({ batchId }) => batchId),
          rows.map(({ block }) => block.toString()),
          rows.map(({ salt }) => fieldToHex(salt)),
          rows.map(({ serial }) => serial),
          rows.map(({ leaf }) => fieldToHex(leaf)),
          rows.map(({ update }) => update?.slot ?? null),
          rows.map(({ update }) => (update ? fieldToHex(update.maskedWord) : null)),
        ],
      );
    },
    /** The leaves that hold now, of those serials that have one. */
    async leaves(serials: readonly number[]): Promise<Map<number, PublishedLeaf>> {
      const { rows } = await db.query<LeafRow>(
        `select distinct on (serial) serial, leaf, slot, masked_word, salt from l1_leaves
         where serial = any($1::bigint[]) order by serial, batch_id desc`,
        [[...serials]],
      );
      return new Map(rows.map((row) => [Number(row.serial), toLeaf(row)]));
    },

    /** Takes queued opens' money away, each in a block. */
    async refund(opens: readonly { serial: number; block: bigint }[]): Promise<void> {
      await db.query(
        `update opens o set deposit = amount, amount = 0, refunded = true, refunded_block = r.block
         from unnest($1::bigint[], $2::bigint[]) r (serial, block) where o.serial = r.serial and not o.refunded`,
        [opens.map(({ serial }) => serial), opens.map(({ block }) => block.toString())],
      );
    },

    /**
     * Forgets everything after a block: batches, leaves, opens, refunds, blocks. The tree and the accounts are the caller's to mend.
     *
     * @returns batches of this database that are no longer on the chain, oldest first; the accounts whose leaves changed
     */
    async forgetAfter(block: bigint): Promise<{ own: number[]; foreign: number; serials: number[] }> {
      const after = [block.toString()];
      const { rows } = await db.query<{ own: string | null }>(
        'delete from l1_batches where block > $1 returning own, batch_id',
        after,
      );
      const leaves = await numbers('delete from l1_leaves where block > $1 returning serial as number', after);
      await db.query(
        'update opens set amount = deposit, refunded = false, refunded_block = null where refunded_block > $1',
        after,
      );
      await db.query('delete from opens where block > $1', after);
      await db.query(
        `update opens set status = 'queued' where status = 'taken' and serial >=
           coalesce((select first_serial + open_count from l1_batches order by batch_id desc limit 1), 1)`,
      );
      await db.query('delete from l1_blocks where number > $1', after);
      const own = rows.flatMap(({ own: id }) => (id === null ? [] : [Number(id)])).sort((a, b) => a - b);
      return { own, foreign: rows.length - own.length, serials: [...new Set(leaves)] };
    },
    /** Accounts that aren't in the tree any more, or aren't known as they are now. */
    async dropAccounts(serials: readonly number[]): Promise<void> {
      await db.query('delete from accounts where serial = any($1::bigint[])', [[...serials]]);
    },
    /** A final batch is live again, with the proof that it has; its items are on their way again. */
    async reinstate(id: number): Promise<void> {
      await db.query(
        `update batches set status = case when tx_hash is null then 'proved' else 'sent' end, tx_block = null, gas_used = null,
           updated_at = now() where id = $1`,
        [id],
      );
      for (const table of ITEM_KINDS) {
        await db.query(`update ${table} set status = 'batched' where batch_id = $1 and status = 'final'`, [id]);
      }
    },

    /** Forgets what only undoing a block up to this one would need: leaves that were replaced since, and the blocks' hashes. */
    async prune(block: bigint): Promise<void> {
      await db.query('delete from l1_blocks where number < $1', [block.toString()]);
      await db.query(
        `delete from l1_leaves a using l1_leaves b
         where a.serial = b.serial and a.batch_id < b.batch_id and b.block <= $1`,
        [block.toString()],
      );
    },

    /** Keeps the terms that a party disclosed of an account; only the first counts. */
    async disclose({ owner, terms: hash }: { owner: Point; terms: bigint }, terms: Terms): Promise<void> {
      const id = (await db.query<{ id: string }>("select nextval('disclosures_id_seq') as id")).rows[0]?.id ?? '';
      await db.query(
        `insert into disclosures (id, owner_x, owner_y, terms, disclosed) values ($1, $2, $3, $4, $5)
         on conflict (owner_x, owner_y, terms) do nothing`,
        [id, fieldToHex(owner.x), fieldToHex(owner.y), fieldToHex(hash), sealJson(cipher, contextOf(id), terms)],
      );
    },
    /** The terms of accounts that were disclosed when a reorg had not yet moved them, by serial. */
    async disclosed(accounts: readonly { serial: number; owner: Point; terms: bigint }[]): Promise<Map<number, Terms>> {
      const { rows } = await db.query<{ serial: string; id: string; disclosed: unknown }>(
        `select a.serial, d.id, d.disclosed from unnest($1::bigint[], $2::text[], $3::text[], $4::text[]) a (serial, x, y, terms)
         join disclosures d on d.owner_x = a.x and d.owner_y = a.y and d.terms = a.terms`,
        [
          accounts.map(({ serial }) => serial),
          accounts.map(({ owner }) => fieldToHex(owner.x)),
          accounts.map(({ owner }) => fieldToHex(owner.y)),
          accounts.map(({ terms }) => fieldToHex(terms)),
        ],
      );
      return new Map(
        rows.map(({ serial, id, disclosed }) => [Number(serial), openJson<Terms>(cipher, contextOf(id), disclosed)]),
      );
    },
  };
}

function toLeaf({ serial, leaf, slot, masked_word, salt }: LeafRow): PublishedLeaf {
  const update =
    slot === null || masked_word === null ? undefined : { slot, maskedWord: BigInt(masked_word), salt: BigInt(salt) };
  return { serial: Number(serial), leaf: BigInt(leaf), update };
}
