import type { KeeperCursor, KeeperEntry, KeeperJournal } from './KeeperJournal.js';

/** A keeper's journal that ends with the process: for a single pass, and for tests. */
export function createMemoryKeeperJournal(): KeeperJournal {
  const entries = new Map<string, KeeperEntry>();
  let cursor: KeeperCursor | undefined;
  let owner: string | undefined;
  return {
    async get(key) {
      return entries.get(key);
    },
    async put(key, entry) {
      entries.set(key, entry);
    },
    async unfinished() {
      return [...entries].filter(([, { state }]) => state === 'sent');
    },
    async cursor() {
      return cursor;
    },
    async setCursor(next) {
      cursor = next;
    },
    async owner(identity) {
      owner ??= identity;
      return owner;
    },
    async close() {},
  };
}
