import type { Database } from 'lmdb';
import type { Address } from 'viem';
import { fieldToHex } from '../../core/field.js';
import { commitLmdb, openLmdb } from '../../files/openLmdb.js';
import { bitmapToHex } from '../../statements/uptime/bitmap.js';
import type { WatchedProvider } from '../WatchChain.js';
import { watcherError } from '../watcherErrors.js';
import type { EpochRecord, SlotRecord, WatchStore, WatchStoreOwner } from './WatchStore.js';

type Key = (string | number)[];
type Stored<T> = { version: 1 } & T;
type StoredEpoch = Stored<{ epoch: number; root: string; leaves: { provider: Address; bitmap: string }[] }>;

const OWNER: Key = ['owner'];
const KINDS = ['assignments', 'epoch', 'slot'] as const;

/**
 * A watcher's memory in an LMDB file, which survives a crash of the process or of the machine.
 *
 * Slots and epochs are put on the condition, checked by the write transaction itself, that nothing is there.
 *
 * @param path folder of the store, made when missing
 */
export function createLmdbWatchStore({ path }: { path: string }): WatchStore {
  const database: Database<object, Key> = openLmdb({ path, encoding: 'json' });
  const pending = new Set<Promise<unknown>>();
  let closing: Promise<void> | undefined;

  const assertOpen = (): void => {
    if (closing !== undefined) throw watcherError('watcher/store-closed');
  };
  const get = <T>(key: Key): T | undefined => {
    assertOpen();
    return database.get(key) as T | undefined;
  };
  async function write<T>(work: () => Promise<T>): Promise<T> {
    assertOpen();
    const promise = commitLmdb(database, work);
    pending.add(promise);
    try {
      return await promise;
    } finally {
      pending.delete(promise);
    }
  }
  /** Whether it was this call that put the value. */
  const putOnce = (key: Key, value: object): Promise<boolean> =>
    write(async () => {
      const isFirst = await database.ifNoExists(key, () => void database.put(key, value));
      // Another process's value is only seen by a read transaction that starts now.
      if (!isFirst) database.resetReadTxn();
      return isFirst;
    });
  const slotKey = (epoch: number, provider: Address): Key => ['slot', epoch, provider.toLowerCase()];

  return {
    owner: () => get<Stored<WatchStoreOwner>>(OWNER),
    async claim(owner) {
      await putOnce(OWNER, { version: 1, ...owner } satisfies Stored<WatchStoreOwner>);
      return get<WatchStoreOwner>(OWNER) ?? owner;
    },
    async putAssignments(epoch, providers) {
      const value: Stored<{ providers: readonly WatchedProvider[] }> = { version: 1, providers };
      await write(async () => database.put(['assignments', epoch], value));
    },
    assignments: (epoch) => get<{ providers: WatchedProvider[] }>(['assignments', epoch])?.providers,
    putSlot: ({ epoch, provider, slot }, record) =>
      putOnce([...slotKey(epoch, provider), slot], { version: 1, ...record } satisfies Stored<SlotRecord>),
    slots(epoch, provider) {
      assertOpen();
      const start = slotKey(epoch, provider);
      const entries = database.getRange({ start, end: [...start, Number.POSITIVE_INFINITY] });
      return new Map([...entries].map(({ key, value }) => [Number(key.at(-1)), value as SlotRecord]));
    },
    async putEpoch(record) {
      const { epoch, root, leaves } = record;
      await putOnce(['epoch', epoch], {
        version: 1,
        epoch,
        root: fieldToHex(root),
        leaves: leaves.map(({ provider, bitmap }) => ({ provider, bitmap: bitmapToHex(bitmap) })),
      } satisfies StoredEpoch);
      return parseEpoch(get<StoredEpoch>(['epoch', epoch])) ?? record;
    },
    epoch: (epoch) => parseEpoch(get<StoredEpoch>(['epoch', epoch])),
    latestEpoch() {
      assertOpen();
      const range = { start: ['epoch', Number.POSITIVE_INFINITY], end: ['epoch'], reverse: true, limit: 1 };
      for (const { value } of database.getRange(range)) return parseEpoch(value as StoredEpoch);
      return undefined;
    },
    async prune(beforeEpoch) {
      const keys = KINDS.flatMap((kind) => [...database.getKeys({ start: [kind], end: [kind, beforeEpoch] })]);
      await write(async () => Promise.all(keys.map((key) => database.remove(key))));
    },
    close() {
      closing ??= Promise.allSettled([...pending]).then(() => database.close());
      return closing;
    },
  };
}

function parseEpoch(stored: StoredEpoch | undefined): EpochRecord | undefined {
  if (stored === undefined) return undefined;
  const { epoch, root, leaves } = stored;
  return {
    epoch,
    root: BigInt(root),
    leaves: leaves.map(({ provider, bitmap }) => ({ provider, bitmap: BigInt(bitmap) })),
  };
}
