import type { Database } from 'lmdb';
import { commitLmdb, openLmdb } from '../../files/openLmdb.js';
import type { AllowanceUse } from './allowanceUse.js';
import { applyChange, type Change, decodeAllowanceUse, encodeAllowanceUse } from './allowanceUse.js';
import type { ReceiptStore } from './ReceiptStore.js';
import { receiptStoreError } from './receiptStoreErrors.js';

type Waiting = { change: Change; resolve: (record: AllowanceUse) => void; reject: (error: unknown) => void };
type Group = { serial: number; record: AllowanceUse; version: number; isPut: boolean; done: [Waiting, AllowanceUse][] };
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
  for (const entry of taken) {
    try {
      addToGroup(database, written, groups, entry);
    } catch (error) {
      entry.reject(error);
    }
  }
  const overtaken: Waiting[] = [];
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
  const { serial, version } = group;
  const bytes = encodeAllowanceUse(group.record);
  group.isPut =
    version === 0
      ? await database.ifNoExists(serial, () => void database.put(serial, bytes, 1))
      : await database.put(serial, bytes, version + 1, version);
}

/** Keeps what was written, as the newest, and nothing of what another process overtook. */
function remember(written: Written, { serial, record, version, isPut }: Group): void {
  written.delete(serial);
  if (!isPut) return;
  written.set(serial, { record, version: version + 1 });
  for (const oldest of written.keys()) {
    if (written.size <= MAX_WRITTEN) return;
    written.delete(oldest);
  }
}

function addToGroup(
  database: Database<Buffer, number>,
  written: Written,
  groups: Map<number, Group>,
  entry: Waiting,
): void {
  const { serial } = entry.change;
  const group = groups.get(serial);
  if (group !== undefined) {
    group.record = applyChange(group.record, entry.change);
    group.done.push([entry, group.record]);
    return;
  }
  const { record: before, version } = written.get(serial) ?? readStored(database, serial);
  const record = applyChange(before, entry.change);
  groups.set(serial, { serial, record, version, isPut: false, done: [[entry, record]] });
}

function readStored(
  database: Database<Buffer, number>,
  serial: number,
): { record: AllowanceUse | undefined; version: number } {
  const stored = database.getEntry(serial);
  return { record: stored && decodeAllowanceUse(stored.value), version: stored?.version ?? 0 };
}
