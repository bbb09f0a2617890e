import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { ClientStateStore } from '../consumer/clientState.js';
import { computeDomain } from '../core/domain.js';
import { fieldToHex } from '../core/field.js';
import { takeFileLock } from '../files/takeFileLock.js';
import type { AllowanceRecord } from './book/AllowanceRecord.js';
import type { AllowanceBook } from './book/createAllowanceBook.js';
import { clientFilesError } from './clientFilesErrors.js';
import { createFileClientStateStore } from './createFileClientStateStore.js';

export type Counters = {
  state: ClientStateStore;
  /** Keeps what the last answers said, and lets other processes pay from the allowances. */
  close(): Promise<void>;
};

export type OpenCountersParameters = {
  book: AllowanceBook;
  /** Folder of the records. */
  folder: string;
  domain: bigint;
  chainId: number;
  /** Where an allowance pays, which its record notes before the first receipt leaves for there. */
  originOf: (serial: number) => string | undefined;
};

/**
 * The counters of a deployment's allowances beside their records: this process's alone until `close`, since two that count apart would sign
 * for each other.
 *
 * @throws client/counters-locked, cli/file-unwritable
 */
export async function openCounters(parameters: OpenCountersParameters): Promise<Counters> {
  const { book, folder, domain, chainId, originOf } = parameters;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = resolve(join(folder, `counters-${chainId}-${fieldToHex(domain).slice(2, 18)}.json`));
  const release = await takeLock(`${path}.lock`);
  const store = createFileClientStateStore({ path });
  const noted = new Map<string, Promise<void>>();
  let noting: Promise<unknown> = Promise.resolve();

  /** One after the other: the book is for one change at a time, and requests at once pay from several allowances. */
  function noteOrigin(serial: number): Promise<void> {
    const origin = originOf(serial);
    if (origin === undefined) return Promise.resolve();
    const key = `${serial} ${origin}`;
    const known = noted.get(key);
    if (known !== undefined) return known;
    const written = noting.then(() => writeOrigin(serial, origin));
    noting = written.catch(() => noted.delete(key));
    noted.set(key, written);
    return written;
  }

  async function writeOrigin(serial: number, origin: string): Promise<void> {
    const isMeant = (record: AllowanceRecord): boolean =>
      record.serial === serial && isOfDeployment(record, { domain, chainId }) && !record.origins?.includes(origin);
    if ((await book.list()).some(isMeant)) {
      await book.update((kept) =>
        kept.map((record) => (isMeant(record) ? { ...record, origins: [...(record.origins ?? []), origin] } : record)),
      );
    }
  }

  return {
    state: {
      load: (serial) => store.load(serial),
      async save(serial, state) {
        await noteOrigin(serial);
        await store.save(serial, state);
      },
      note: (serial, state) => store.note?.(serial, state),
    },
    async close() {
      try {
        await store.flush();
      } finally {
        await release();
      }
    },
  };
}

/** Whether a record's account is in a deployment. */
export function isOfDeployment(
  record: AllowanceRecord,
  { domain, chainId }: { domain: bigint; chainId: number },
): boolean {
  return record.chainId === chainId && computeDomain(record) === domain;
}

/** @throws client/counters-locked, cli/file-unwritable */
async function takeLock(path: string): Promise<() => Promise<void>> {
  const lock = await takeFileLock(path).catch((error: NodeJS.ErrnoException) => {
    throw clientFilesError('cli/file-unwritable', { facts: { given: path, reason: error.code ?? 'unknown' } });
  });
  if (lock.holder === 'this') return lock.release;
  throw clientFilesError('client/counters-locked', { facts: { file: path, process: lock.holder } });
}
