import type { TallystickError } from '@tallystick/prover/core';
import type { Pool } from 'pg';
import { createAccountStore } from './createAccountStore.js';
import { createBatchEventStore } from './createBatchEventStore.js';
import { createBatchStore } from './createBatchStore.js';
import { createIdempotencyStore } from './createIdempotencyStore.js';
import { createL1Store } from './createL1Store.js';
import { createMetaStore } from './createMetaStore.js';
import { createOpenStore } from './createOpenStore.js';
import { createOutcomeStore } from './createOutcomeStore.js';
import { createPostgresNodeStore } from './createPostgresNodeStore.js';
import { createProofStore } from './createProofStore.js';
import { createTransactionStore } from './createTransactionStore.js';
import { createWitnessStore } from './createWitnessStore.js';
import { assertDriver } from './driver/assertDriver.js';
import { inTransaction } from './inTransaction.js';
import { createItemStores } from './items/itemStores.js';
import type { Queryable } from './Queryable.js';
import type { Cipher } from './sealing/createCipher.js';

/** All tables by name, over a pool or over one transaction's client. */
function tables(db: Queryable, cipher: Cipher) {
  return {
    /** For tables that have no place here, such as those of the proving queue. */
    db,
    meta: createMetaStore(db),
    accounts: createAccountStore(db, cipher),
    nodes: createPostgresNodeStore({ client: db, table: 'tree_nodes' }),
    opens: createOpenStore(db, cipher),
    ...createItemStores(db),
    batches: createBatchStore(db, cipher),
    witnesses: createWitnessStore(db, cipher),
    proofs: createProofStore(db),
    outcomes: createOutcomeStore(db),
    l1: createL1Store(db, cipher),
    transactions: createTransactionStore(db),
    batchEvents: createBatchEventStore(db),
    idempotency: createIdempotencyStore(db),
  };
}

/** The tables within a transaction. */
export type StoreTables = ReturnType<typeof tables>;

/** The sequencer's store: its tables, and transactions over them. */
export type Store = StoreTables & {
  /** Runs work whose writes take effect together or not at all. */
  transaction<T>(work: (tables: StoreTables) => Promise<T>): Promise<T>;
  /** The same for what grows with all that is stored, such as undoing a deep reorg: it may take as long as it takes. */
  longTransaction<T>(work: (tables: StoreTables) => Promise<T>): Promise<T>;
  /** Asks the database for an answer; throws when it doesn't give one. */
  ping(): Promise<void>;
};

export type CreateStoreParameters = {
  /** Its schema is up to date, see `migrate`. */
  pool: Pool;
  /** For long transactions, where the other bounds how long statements may take. */
  unboundedPool?: Pool;
  /** For what must not lie in the database in the clear. */
  cipher: Cipher;
  /**
   * Of the driver lock. Every transaction then fails with `sequencer/already-driven` once another process has taken the lock, so that a
   * driver that lost it without noticing can't write any more.
   */
  driverEpoch?: number;
  /** Called with that error: driving has to stop then. */
  onLost?: (error: TallystickError) => void;
};

/** The store over a pool. */
export function createStore(parameters: CreateStoreParameters): Store {
  const { pool, unboundedPool = pool, cipher, driverEpoch, onLost } = parameters;
  const transactionOver =
    (connections: Pool): Store['transaction'] =>
    (work) =>
      inTransaction(connections, async (client) => {
        if (driverEpoch !== undefined) await assertDriver(client, driverEpoch, onLost);
        return work(tables(client, cipher));
      });
  return {
    ...tables(pool, cipher),
    transaction: transactionOver(pool),
    longTransaction: transactionOver(unboundedPool),
    async ping() {
      await pool.query('select 1');
    },
  };
}
