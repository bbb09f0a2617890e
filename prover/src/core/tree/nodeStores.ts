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

/**
 * A node store in memory, for tests and for clients that rebuild the tree from the chain.
 *
 * @example
 * import { AccountTree, createMemoryNodeStore, loadCrypto } from '@tallystick/prover/core';
 *
 * await loadCrypto();
 * await new AccountTree(createMemoryNodeStore()).leaf(7); // 0n
 */
export function createMemoryNodeStore(entries: Iterable<[string, bigint]> = []): NodeStore {
  const nodes = new Map(entries);
  return {
    async get(keys) {
      return keys.map((key) => nodes.get(key));
    },
    async set(added) {
      for (const [key, value] of added) nodes.set(key, value);
    },
  };
}

/** A node store that writes beside its base, never into it. */
export type OverlayNodeStore = NodeStore & {
  /** What was written, to be committed to the base when the time comes. */
  entries(): [string, bigint][];
};

/**
 * Writes over a base that stays unchanged. What was read from the base once is not read again, so the base must not change
 * while the overlay lives.
 *
 * @example
 * import { AccountTree, createMemoryNodeStore, createOverlayNodeStore, loadCrypto } from '@tallystick/prover/core';
 *
 * await loadCrypto();
 * const base = createMemoryNodeStore();
 * const overlay = createOverlayNodeStore(base);
 * await new AccountTree(overlay).update(7, 42n);
 * await new AccountTree(base).leaf(7); // 0n
 * await base.set(overlay.entries());
 * await new AccountTree(base).leaf(7); // 42n
 */
export function createOverlayNodeStore(base: NodeStore): OverlayNodeStore {
  const written = new Map<string, bigint>();
  const read = new Map<string, bigint | undefined>();
  return {
    async get(keys) {
      const missing = [...new Set(keys.filter((key) => !written.has(key) && !read.has(key)))];
      if (missing.length > 0) {
        const values = await base.get(missing);
        for (const [i, key] of missing.entries()) read.set(key, values[i]);
      }
      return keys.map((key) => written.get(key) ?? read.get(key));
    },
    async set(entries) {
      for (const [key, value] of entries) written.set(key, value);
    },
    entries: () => [...written],
  };
}
