import type { NodeStore } from './NodeStore.js';

/** A node store in memory, for tests and for clients that rebuild the tree from the chain. */
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
