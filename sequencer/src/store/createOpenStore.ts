import { fieldToHex, type Point, type Terms } from '@tallystick/prover/core';
import { ITEM_KINDS } from './items/itemStores.js';
import type { Queryable } from './Queryable.js';
import type { Cipher } from './sealing/createCipher.js';
import { openJson } from './sealing/openJson.js';
import { sealJson } from './sealing/sealJson.js';

/** An account as the contract queued it. */
export type OpenRecord = {
  serial: number;
  owner: Point;
  /** Hash of the terms. */
  terms: bigint;
  /** Token base units; 0 once it was refunded. */
  amount: bigint;
  /** Unix seconds from which the contract can give the money back. */
  deadline: number;
  block: bigint;
  /** Taken: a final batch has put the account into the tree. */
  status: 'queued' | 'taken';
  refunded: boolean;
  /** The terms themselves, once a party has registered them. */
  disclosed: Terms | undefined;
};

type Row = {
  serial: string;
  owner_x: string;
  owner_y: string;
  terms: string;
  amount: string;
  deadline: string;
  block: string;
  status: OpenRecord['status'];
  refunded: boolean;
  disclosed: unknown;
};

const contextOf = (serial: number) => `opens:${serial}`;

/** The contract's queue of opens as far as it was followed, in PostgreSQL; disclosed terms are encrypted. */
export function createOpenStore(db: Queryable, cipher: Cipher) {
  const toRecord = (row: Row): OpenRecord => {
    const serial = Number(row.serial);
    const { disclosed } = row;
    return {
      serial,
      owner: { x: BigInt(row.owner_x), y: BigInt(row.owner_y) },
      terms: BigInt(row.terms),
      amount: BigInt(row.amount),
      deadline: Number(row.deadline),
      block: BigInt(row.block),
      status: row.status,
      refunded: row.refunded,
      disclosed: disclosed === null ? undefined : openJson<Terms>(cipher, contextOf(serial), disclosed),
    };
  };
  return {
    /** Keeps opens; the same event again changes nothing. */
    async add(opens: readonly Omit<OpenRecord, 'status' | 'refunded'>[]): Promise<void> {
      await db.query(
        `insert into opens (serial, owner_x, owner_y, terms, amount, deadline, block, disclosed, status)
         select *, 'queued' from unnest(
           $1::bigint[], $2::text[], $3::text[], $4::text[], $5::numeric[], $6::bigint[], $7::bigint[], $8::jsonb[])
         on conflict (serial) do nothing`,
        [
          opens.map(({ serial }) => serial),
          opens.map(({ owner }) => fieldToHex(owner.x)),
          opens.map(({ owner }) => fieldToHex(owner.y)),
          opens.map(({ terms }) => fieldToHex(terms)),
          opens.map(({ amount }) => amount.toString()),
          opens.map(({ deadline }) => deadline),
          opens.map(({ block }) => block.toString()),
          opens.map(({ serial, disclosed }) => (disclosed ? sealJson(cipher, contextOf(serial), disclosed) : null)),
        ],
      );
    },
    async disclose(serial: number, terms: Terms): Promise<void> {
      await db.query('update opens set disclosed = $2 where serial = $1', [
        serial,
        sealJson(cipher, contextOf(serial), terms),
      ]);
    },
    async take(firstSerial: number, count: number): Promise<void> {
      await db.query("update opens set status = 'taken' where serial >= $1 and serial < $2", [
        firstSerial,
        firstSerial + count,
      ]);
    },
    async get(serial: number): Promise<OpenRecord | undefined> {
      const { rows } = await db.query<Row>('select * from opens where serial = $1', [serial]);
      return rows[0] && toRecord(rows[0]);
    },
    /** As `get`, and nobody else changes anything about the account until the transaction ends. */
    async lock(serial: number): Promise<OpenRecord | undefined> {
      const { rows } = await db.query<Row>('select * from opens where serial = $1 for update', [serial]);
      return rows[0] && toRecord(rows[0]);
    },
    /** As `lock` for several, always in the same order, so that two callers never wait for each other. */
    async lockAll(serials: readonly number[]): Promise<OpenRecord[]> {
      const { rows } = await db.query<Row>(
        'select * from opens where serial = any($1::bigint[]) order by serial for update',
        [[...serials]],
      );
      return rows.map(toRecord);
    },
    /**
     * As `lockAll` for the accounts of these batches' items, and of what was refused on their results: what is released and what is handed
     * in at the same moment can't both be pending.
     */
    async lockOfItems(batchIds: readonly number[]): Promise<void> {
      const serials = ITEM_KINDS.map(
        (table) => `select serial from ${table} where batch_id = any($1::bigint[]) or refused_on = any($1::bigint[])`,
      );
      await db.query(
        `select serial from opens where serial in (${serials.join(' union ')}) order by serial for update`,
        [[...batchIds]],
      );
    },
    /** Those of the serials that are known, in order. */
    async many(serials: readonly number[]): Promise<OpenRecord[]> {
      const { rows } = await db.query<Row>('select * from opens where serial = any($1::bigint[]) order by serial', [
        [...serials],
      ]);
      return rows.map(toRecord);
    },
    /** Those of a batch, in order. */
    async range(firstSerial: number, count: number): Promise<OpenRecord[]> {
      const { rows } = await db.query<Row>('select * from opens where serial >= $1 and serial < $2 order by serial', [
        firstSerial,
        firstSerial + count,
      ]);
      return rows.map(toRecord);
    },
    /** The oldest of the queue from a serial on, in the contract's order. */
    async queued(limit: number, from = 0): Promise<OpenRecord[]> {
      const { rows } = await db.query<Row>(
        "select * from opens where status = 'queued' and serial >= $2 order by serial limit $1",
        [limit, from],
      );
      return rows.map(toRecord);
    },
    /** How many wait from a serial on, and since when (ms of the epoch). */
    async waiting(from = 0): Promise<{ count: number; oldestMs: number | undefined }> {
      const { rows } = await db.query<{ count: number; oldest: Date | null }>(
        "select count(*)::int as count, min(seen_at) as oldest from opens where status = 'queued' and serial >= $1",
        [from],
      );
      return { count: rows[0]?.count ?? 0, oldestMs: rows[0]?.oldest?.getTime() };
    },
  };
}
