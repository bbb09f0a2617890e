import { createPostgresNodeStore } from '@tallystick/prover';
import type { Pool } from 'pg';
import { createAccountStore } from './createAccountStore.js';
import { createBatchStore } from './createBatchStore.js';
import { createMetaStore } from './createMetaStore.js';
import { createOpenStore } from './createOpenStore.js';
import { createSettlementStore } from './createSettlementStore.js';
import { createWithdrawalStore } from './createWithdrawalStore.js';
import { inTransaction } from './inTransaction.js';
import type { Queryable } from './Queryable.js';

/** All tables by name, over a pool or over one transaction's client. */
function tables(db: Queryable) {
  return {
    meta: createMetaStore(db),
    accounts: createAccountStore(db),
    nodes: createPostgresNodeStore({ client: db, table: 'tree_nodes' }),
    opens: createOpenStore(db),
    settlements: createSettlementStore(db),
    withdrawals: createWithdrawalStore(db),
    batches: createBatchStore(db),
  };
}

/** The tables within a transaction. */
export type StoreTables = ReturnType<typeof tables>;

/** The sequencer's store: its tables, and transactions over them. */
export type Store = StoreTables & {
  /** Runs work whose writes take effect together or not at all. */
  transaction<T>(work: (tables: StoreTables) => Promise<T>): Promise<T>;
  /** Asks the database for an answer; throws when it doesn't give one. */
  ping(): Promise<void>;
};

/** The store over a pool whose schema is up to date (see `migrate`). */
export function createStore(pool: Pool): Store {
  return {
    ...tables(pool),
    transaction: (work) => inTransaction(pool, (client) => work(tables(client))),
    async ping() {
      await pool.query('select 1');
    },
  };
}
