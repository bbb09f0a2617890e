import type { ErrorRecord } from '../ErrorRecord.js';
import type { Queryable } from '../Queryable.js';
import type { CommonItemStore } from './createItemStore.js';
import { createSettlementStore } from './createSettlementStore.js';
import { createWithdrawalStore } from './createWithdrawalStore.js';

/**
 * The items that wait for a batch, in PostgreSQL: a store for each kind, named as its table, in the order in which a batch runs them.
 * Whatever treats all items alike goes over this table; all else that there is to an operation says `operations/operations.ts`.
 */
export function createItemStores(db: Queryable) {
  return { settlements: createSettlementStore(db), withdrawals: createWithdrawalStore(db) };
}

export type ItemKind = keyof ReturnType<typeof createItemStores>;

/** Columns of a batch that say how many items of each kind it holds. */
export const COUNT_COLUMNS = {
  settlements: 'settlement_count',
  withdrawals: 'withdrawal_count',
} as const satisfies Record<ItemKind, string>;

export const ITEM_KINDS = Object.keys(COUNT_COLUMNS) as readonly ItemKind[];

type StoreOf<K extends ItemKind> = ReturnType<typeof createItemStores>[K];

/** An item as it is stored. */
export type ItemRecord<K extends ItemKind = ItemKind> = NonNullable<Awaited<ReturnType<StoreOf<K>['get']>>>;

/** Items of each kind. */
export type ItemRecords = { [K in ItemKind]: ItemRecord<K>[] };

/** What a batch keeps of an item of its own, to finish it with. */
export type ItemOutcome<K extends ItemKind = ItemKind> = Awaited<ReturnType<StoreOf<K>['outcomes']>>[number];

/** What became of the items of a batch. */
export type ItemOutcomes = { [K in ItemKind]: ItemOutcome<K>[] };

/** What every store of items can do; each may do more. */
export type ItemStore<K extends ItemKind> = CommonItemStore<ItemRecord<K>> & {
  /** Puts one that waits into a batch; false when it doesn't wait any more. */
  batch(batchId: number, outcome: ItemOutcome<K>): Promise<boolean>;
  /** Final, with a batch that the chain has. */
  finish(batchId: number, outcomes: readonly ItemOutcome<K>[]): Promise<void>;
  /** What became of those of a final batch. */
  outcomes(batchId: number): Promise<ItemOutcome<K>[]>;
  /** Those of a batch that was given up wait again, and what was refused on its result. */
  release(batchId: number): Promise<void>;
  /** Rejects the one of a batch for good, when it is at least so suspicious and its own fault is shown. */
  refuse(batchId: number, error: ErrorRecord, suspicion: number): Promise<void>;
};

/** The stores of items by kind, as far as they are alike. */
export type ItemStores = { [K in ItemKind]: ItemStore<K> };

/** Something of each kind of items, in their order. */
export function byKind<T extends Record<ItemKind, unknown>>(of: (kind: ItemKind) => T[ItemKind]): T {
  return Object.fromEntries(ITEM_KINDS.map((kind) => [kind, of(kind)])) as T;
}

/** Makes a batch's items final. */
export async function finishItems(stores: ItemStores, batchId: number, outcomes: ItemOutcomes): Promise<void> {
  const finish = <K extends ItemKind>(kind: K) => stores[kind].finish(batchId, outcomes[kind]);
  for (const kind of ITEM_KINDS) await finish(kind);
}

/** What became of the items of a final batch. */
export async function outcomesOfItems(stores: ItemStores, batchId: number): Promise<ItemOutcomes> {
  const entries: [ItemKind, ItemOutcome[]][] = [];
  for (const kind of ITEM_KINDS) entries.push([kind, await stores[kind].outcomes(batchId)]);
  return Object.fromEntries(entries) as ItemOutcomes;
}
