/**
 * Where the tree's nodes live. A key is `${level}:${index}` with level 0 for the root and 16 for the leaves; a node that
 * was never written is the root of an empty subtree.
 */
export interface NodeStore {
  /** The nodes in the order of the keys; undefined where none was written. One round trip. */
  get(keys: string[]): Promise<(bigint | undefined)[]>;
  /** Writes all entries or none; of two entries with one key the later holds. One round trip. */
  set(entries: [string, bigint][]): Promise<void>;
}
