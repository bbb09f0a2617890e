import type { TallystickError } from '../core/errors/TallystickError.js';
import { commitLmdb, openLmdb } from '../files/openLmdb.js';
import type { KeeperCursor, KeeperEntry, KeeperJournal } from './journal.js';
import { keeperError } from './keeperErrors.js';

const STATES = ['sent', 'done', 'obsolete', 'failed'];
const ENTRY = 'task:';
/** Marks the entries that are `sent`, so that finding them doesn't mean reading all. */
const OPEN = 'open:';

/**
 * A keeper's journal in an LMDB file, which survives a crash of the process or of the machine: every write is flushed before it
 * resolves. `path` is the folder of the journal, made when missing.
 *
 * @example
 * import { createLmdbKeeperJournal } from '@tallystick/prover/keeper';
 *
 * const journal = createLmdbKeeperJournal({ path: 'keeper' });
 * console.log(await journal.unfinished());
 * await journal.close();
 */
export function createLmdbKeeperJournal({ path }: { path: string }): KeeperJournal {
  const database = openLmdb<string, string>({ path, encoding: 'string' });
  const put = (key: string, text: string) => commitLmdb(database, async () => database.put(key, text));
  const read = (key: string): KeeperEntry | undefined => {
    const text = database.get(ENTRY + key);
    return text === undefined ? undefined : decodeEntry(text, key);
  };
  return {
    async get(key) {
      return read(key);
    },
    async put(key, entry) {
      await commitLmdb(database, async () => {
        database.put(ENTRY + key, JSON.stringify(entry));
        if (entry.state === 'sent') database.put(OPEN + key, '');
        else database.remove(OPEN + key);
      });
    },
    async unfinished() {
      const found: [string, KeeperEntry][] = [];
      for (const key of [...database.getKeys({ start: OPEN, end: `${OPEN}\uffff` })]) {
        const name = key.slice(OPEN.length);
        const entry = read(name);
        if (entry !== undefined) found.push([name, entry]);
      }
      return found;
    },
    async cursor() {
      const text = database.get('cursor');
      return text === undefined ? undefined : decodeCursor(text);
    },
    async setCursor({ nextBlock, demands }) {
      await put('cursor', JSON.stringify({ nextBlock: nextBlock.toString(), demands }));
    },
    async owner(identity) {
      const known = database.get('owner');
      if (known !== undefined) return known;
      await put('owner', identity);
      return identity;
    },
    close: () => database.close(),
  };
}

function decodeEntry(text: string, key: string): KeeperEntry {
  const entry = parse(text, key) as Partial<KeeperEntry> | null;
  const isEntry = typeof entry?.state === 'string' && STATES.includes(entry.state) && typeof entry.at === 'number';
  if (!isEntry) throw corrupt(key);
  return entry as KeeperEntry;
}

function decodeCursor(text: string): KeeperCursor {
  const cursor = parse(text, 'cursor') as { nextBlock?: unknown; demands?: unknown } | null;
  if (typeof cursor?.nextBlock !== 'string' || !/^\d+$/.test(cursor.nextBlock) || !Array.isArray(cursor.demands)) {
    throw corrupt('cursor');
  }
  return { nextBlock: BigInt(cursor.nextBlock), demands: cursor.demands as KeeperCursor['demands'] };
}

function parse(text: string, key: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw corrupt(key);
  }
}

function corrupt(key: string): TallystickError {
  return keeperError('keeper/journal-corrupt', { facts: { field: key } });
}
