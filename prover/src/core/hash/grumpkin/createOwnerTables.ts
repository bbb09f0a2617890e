import type { Point } from '../CryptoEngine.js';
import type { Curve, Table } from './createCurve.js';

/** Bits of a digit: a table of 51 kB. With 5 a multiplication takes a sixth longer and a table three fifths of the bytes. */
const BITS = 6;

/** Tables of multiples of the keys that signatures are verified with often. */
export type OwnerTables = {
  /** The key's table, if it has one. Counts the key's calls, and makes its table at the one that deserves it. */
  find(owner: Point): Table | undefined;
};

export type OwnerTablesOptions = {
  /** How many tables there are at most, 51 kB each; then the one that wasn't used for the longest time gives way. 256 by default. */
  maxTables?: number;
  /**
   * At which call a table is made; 8 by default. Making one takes as long as five to six verifications without; if it were made sooner, whoever
   * comes with one key after the other could make each verification dearer than it is without tables at all.
   */
  madeAt?: number;
  /** How many keys without a table are counted at most; then the one that wasn't seen for the longest time is forgotten. 4,096 by default. */
  maxCounted?: number;
};

export function createOwnerTables(
  curve: Pick<Curve, 'reserve' | 'fill'>,
  { maxTables = 256, madeAt = 8, maxCounted = 4096 }: OwnerTablesOptions = {},
): OwnerTables {
  /** Both in the order in which they were last used. */
  const tables = new Map<bigint, Table>();
  const counts = new Map<bigint, number>();

  return {
    find(owner) {
      const key = (owner.x << 256n) | owner.y;
      const known = tables.get(key);
      if (known !== undefined) {
        tables.delete(key);
        tables.set(key, known);
        return known;
      }
      const count = (counts.get(key) ?? 0) + 1;
      counts.delete(key);
      if (count < madeAt) {
        counts.set(key, count);
        dropOldest(counts, maxCounted);
        return undefined;
      }
      const table = dropOldest(tables, maxTables - 1) ?? curve.reserve(BITS);
      curve.fill(table, owner);
      tables.set(key, table);
      return table;
    },
  };
}

/** Takes the oldest entry off if there are more than allowed. */
function dropOldest<Value>(map: Map<bigint, Value>, allowed: number): Value | undefined {
  if (map.size <= allowed) return undefined;
  for (const [key, value] of map) {
    map.delete(key);
    return value;
  }
  return undefined;
}
