import type { Needs, TermsOf } from '../operations/Operation.js';
import { itemOperations } from '../operations/operations.js';
import { byKind, ITEM_KINDS, type ItemKind, type ItemRecord, type ItemRecords } from '../store/items/itemStores.js';

/** An item that a batch could run. */
export type Candidate = Needs & { kind: ItemKind; item: ItemRecord };

/** Of the items that are asked for, those that have what they need; in the order in which a batch runs them. */
export async function findCandidates(
  items: ItemRecords,
  isAskedFor: (item: ItemRecord) => boolean,
  termsOf: TermsOf,
): Promise<Candidate[]> {
  const candidates: Candidate[] = [];
  const find = async <K extends ItemKind>(kind: K) => {
    for (const item of items[kind]) {
      const needs = isAskedFor(item) ? await itemOperations[kind].needs(item, termsOf) : undefined;
      if (needs) candidates.push({ ...needs, kind, item });
    }
  };
  for (const kind of ITEM_KINDS) await find(kind);
  return candidates;
}

/** The candidates' items, by kind. */
export const itemsOf = (candidates: readonly Candidate[]): ItemRecords =>
  byKind<ItemRecords>((kind) => {
    const ofKind = candidates.filter((candidate) => candidate.kind === kind);
    return ofKind.map(({ item }) => item) as ItemRecords[typeof kind];
  });

/** How many candidates there are of each kind, and how many accounts take credit slots for them. */
export function loadOf(candidates: readonly Candidate[]): Record<ItemKind, number> & { providers: number } {
  const counts = byKind<Record<ItemKind, number>>((kind) => candidates.filter((item) => item.kind === kind).length);
  return { ...counts, providers: creditedBy(candidates).size };
}

/** The accounts, other than the operator's, that take a credit slot for the candidates. */
export const creditedBy = (candidates: readonly Candidate[]): Set<number> =>
  new Set(candidates.flatMap(({ credited }) => credited ?? []));
