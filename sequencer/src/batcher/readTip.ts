import { type AccountState, type AccountStore, AccountTree, type NodeStore } from '@tallystick/prover/core';
import type { BatchChanges, BatchRecord } from '../store/createBatchStore.js';
import type { Store } from '../store/createStore.js';

/** The state after the last live batch: what the next one is executed on. */
export type Tip = {
  /** Live batches, oldest first. */
  live: BatchRecord[];
  /** The last of them. */
  last: BatchRecord | undefined;
  root: bigint;
  /** First serial that the next batch may open. */
  firstQueued: number;
  /** Unix seconds of the batch before the next one. */
  time: number;
  nodes: NodeStore;
  accounts: AccountStore;
};

/** What live batches write, by id; it never changes, so it is read from the database and decrypted once. */
export type ChangesCache = Map<number, Layer>;

type Layer = { nodes: ReadonlyMap<string, bigint>; accounts: ReadonlyMap<number, AccountState> };

/**
 * Reads the state after the last live batch: tables and, over them, what the live batches will write. Nothing is locked; whoever builds on
 * it checks the root again when it writes.
 */
export async function readTip(store: Store, cache: ChangesCache): Promise<Tip> {
  const live = await store.batches.live();
  for (const id of cache.keys()) if (!live.some((batch) => batch.id === id)) cache.delete(id);
  const layers: Layer[] = [];
  for (const { id } of live) {
    const layer = cache.get(id) ?? toLayer((await store.batches.content(id)).changes);
    cache.set(id, layer);
    // The latest first: what it has written holds.
    layers.unshift(layer);
  }
  const base = await store.l1.base();
  const last = live.at(-1);
  return {
    live,
    last,
    root: last?.newRoot ?? (await new AccountTree(store.nodes).root()),
    firstQueued: last ? last.firstSerial + last.openCount : base.firstQueued,
    time: last?.now ?? base.batchTime,
    nodes: layeredNodes(store.nodes, layers),
    accounts: layeredAccounts(store.accounts, layers),
  };
}

function toLayer({ nodes, accounts }: BatchChanges): Layer {
  return { nodes: new Map(nodes), accounts: new Map(accounts.map((state) => [state.serial, state])) };
}

/** Reads only: what is executed on it writes beside it. */
function layeredNodes(base: NodeStore, layers: readonly Layer[]): NodeStore {
  const find = (key: string) => layers.find(({ nodes }) => nodes.has(key))?.nodes.get(key);
  return {
    async get(keys) {
      const own = keys.map(find);
      const missing = keys.filter((_, i) => own[i] === undefined);
      if (missing.length === 0) return own;
      const found = await base.get(missing);
      const values = new Map(missing.map((key, i) => [key, found[i]]));
      return keys.map((key, i) => own[i] ?? values.get(key));
    },
    set: readOnly,
  };
}

function layeredAccounts(base: AccountStore, layers: readonly Layer[]): AccountStore {
  return {
    get: async (serial) =>
      layers.find(({ accounts }) => accounts.has(serial))?.accounts.get(serial) ?? base.get(serial),
    set: readOnly,
  };
}

async function readOnly(): Promise<never> {
  throw new TypeError('The state under a batch is only read');
}
