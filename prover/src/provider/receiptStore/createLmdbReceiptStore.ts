import type { Database } from 'lmdb';
import { commitLmdb, openLmdb } from '../../files/openLmdb.js';
import type { AllowanceUse } from './allowanceUse.js';
import { applyChange, type Change, decodeAllowanceUse, encodeAllowanceUse } from './allowanceUse.js';
import type { ReceiptStore } from './ReceiptStore.js';
import { receiptStoreError } from './receiptStoreErrors.js';

type Waiting = {
  change: Change;
  isSecondTry?: boolean;
  resolve: (record: AllowanceUse) => void;
  reject: (error: unknown) => void;
};
type Group = {
  serial: number;
  record: AllowanceUse | undefined;
  version: number;
  /** Whether it began with what this process wrote, and not with what is stored. */
  isRemembered: boolean;
  isPut: boolean;
  done: [Waiting, AllowanceUse][];
};
/** Records as this process wrote them last, with their versions: what another process wrote since is found out by the write itself. */
type Written = Map<number, { record: AllowanceUse; version: number }>;

/** Records that are kept decoded, a few hundred bytes each. */
const MAX_WRITTEN = 10_000;

/**
 * A receipt store in an LMDB file, which survives a crash of the process or of the machine. `path` is the folder of the store,
 * made when missing.
 *
 * Group commit: whatever arrives while a commit is under way goes into the next one together, so the cost of flushing to
 * disk is shared and throughput holds. Each record carries a version that the write transaction itself compares, so
 * another process with the same store open can't be overwritten; the change is then applied anew to what it wrote.
 *
 * Several processes of one machine may share it, as the workers of `node:cluster` do: what two of them admitted on the same units is served
 * by the one that charges first, and the other answers with what is owed by now. Only a metered stream, whose bytes are counted while they
 * are sent, is charged whatever the others did.
 *
 * @example
 * import { createLmdbReceiptStore } from '@tallystick/prover';
 *
 * const store = createLmdbReceiptStore({ path: 'receipts' }); // for the gateway and for the settler
 */
export function createLmdbReceiptStore({ path }: { path: string }): ReceiptStore {
  const database = openLmdb<Buffer, number>({ path, encoding: 'binary', useVersions: true });
  const written: Written = new Map();
  let waiting: Waiting[] = [];
  let committing: Promise<void> | undefined;
  let closing: Promise<void> | undefined;

  const assertOpen = (): void => {
    if (closing !== undefined) throw receiptStoreError('receipt-store/closed');
  };
  const read = (serial: number): AllowanceUse | undefined => {
    assertOpen();
    const bytes = database.get(serial);
    return bytes === undefined ? undefined : decodeAllowanceUse(bytes);
  };
  const change = (entry: Change): Promise<AllowanceUse> => {
    assertOpen();
    return new Promise((resolve, reject) => {
      waiting.push({ change: entry, resolve, reject });
      committing ??= commitAll();
    });
  };
  async function commitAll(): Promise<void> {
    await Promise.resolve(); // lets the callers of this turn share the first commit
    while (waiting.length > 0) {
      const taken = waiting;
      waiting = [];
      const overtaken = await commit(database, written, taken);
      waiting = [...overtaken, ...waiting];
    }
    committing = undefined; // in the same turn as the last look at `waiting`, so that no change is left behind
  }

  return {
    async get(serial) {
      return read(serial);
    },
    async getLatest(serial) {
      return read(serial)?.receipt;
    },
    async put(receipt) {
      return change({ serial: receipt.serial, receipt });
    },
    async charge(charge) {
      return change(charge);
    },
    async *list() {
      assertOpen();
      for (const serial of [...database.getKeys()]) {
        const record = read(serial);
        if (record !== undefined) yield record;
      }
    },
    close() {
      closing ??= (committing ?? Promise.resolve()).then(() => database.close());
      return closing;
    },
  };
}

/** Commits a group of changes in one transaction; returns those whose record another process changed in between. */
async function commit(
  database: Database<Buffer, number>,
  written: Written,
  taken: readonly Waiting[],
): Promise<Waiting[]> {
  const groups = new Map<number, Group>();
  const overtaken: Waiting[] = [];
  for (const entry of taken) {
    try {
      addToGroup(database, written, groups, entry);
    } catch (error) {
      entry.reject(error);
    }
  }
  try {
    await commitLmdb(database, () => Promise.all([...groups.values()].map((group) => put(database, group))));
    for (const group of groups.values()) {
      remember(written, group);
      if (group.isPut) for (const [entry, result] of group.done) entry.resolve(result);
      else overtaken.push(...group.done.map(([entry]) => entry));
    }
  } catch (error) {
    for (const { serial, done } of groups.values()) {
      written.delete(serial);
      for (const [entry] of done) entry.reject(error);
    }
  }
  if (overtaken.length > 0) database.resetReadTxn();
  return overtaken;
}

/** Puts a record unless another process changed it in between. */
async function put(database: Database<Buffer, number>, group: Group): Promise<void> {
  const { serial, version, record, done } = group;
  if (record === undefined || done.length === 0) return;
  const bytes = encodeAllowanceUse(record);
  group.isPut =
    version === 0
      ? await database.ifNoExists(serial, () => void database.put(serial, bytes, 1))
      : await database.put(serial, bytes, version + 1, version);
}

/** Keeps what was written, as the newest, and nothing of what another process overtook. */
function remember(written: Written, { serial, record, version, isPut }: Group): void {
  written.delete(serial);
  if (!isPut || record === undefined) return;
  written.set(serial, { record, version: version + 1 });
  for (const oldest of written.keys()) {
    if (written.size <= MAX_WRITTEN) return;
    written.delete(oldest);
  }
}

/** @throws what `applyChange` does, of what is stored */
function addToGroup(
  database: Database<Buffer, number>,
  written: Written,
  groups: Map<number, Group>,
  entry: Waiting,
): void {
  const { serial } = entry.change;
  let group = groups.get(serial) ?? beginGroup(serial, written.get(serial), database);
  groups.set(serial, group);
  try {
    add(group, entry);
  } catch (error) {
    if (!group.isRemembered) throw error;
    // What is refused by what this process remembers may stand by what another has written since.
    written.delete(serial);
    database.resetReadTxn();
    const earlier = group.done.map(([other]) => other);
    group = beginGroup(serial, undefined, database);
    groups.set(serial, group);
    for (const other of earlier) {
      try {
        add(group, other);
      } catch (otherError) {
        other.reject(otherError);
      }
    }
    add(group, entry);
  }
}

function add(group: Group, entry: Waiting): void {
  const record = applyChange(group.record, entry.change);
  group.record = record;
  group.done.push([entry, record]);
}

function beginGroup(
  serial: number,
  remembered: { record: AllowanceUse; version: number } | undefined,
  database: Database<Buffer, number>,
): Group {
  const { record, version } = remembered ?? readStored(database, serial);
  return { serial, record, version, isRemembered: remembered !== undefined, isPut: false, done: [] };
}

function readStored(
  database: Database<Buffer, number>,
  serial: number,
): { record: AllowanceUse | undefined; version: number } {
  const stored = database.getEntry(serial);
  return { record: stored && decodeAllowanceUse(stored.value), version: stored?.version ?? 0 };
}
