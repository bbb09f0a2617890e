import type { NodeStore } from './NodeStore.js';

/** A node store that writes beside its base, never into it. */
export type OverlayNodeStore = NodeStore & {
  /** What was written, to be committed to the base when the time comes. */
  entries(): [string, bigint][];
};

/**
 * Writes over a base that stays unchanged. What was read from the base once is not read again, so the base must not change
 * while the overlay lives.
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
