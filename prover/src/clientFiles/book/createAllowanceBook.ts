import { mkdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { takeFileLock } from '../../files/takeFileLock.js';
import { clientFilesError } from '../clientFilesErrors.js';
import { writeFileDurably } from '../writeFileDurably.js';
import type { AllowanceRecord } from './AllowanceRecord.js';
import { parseRecord } from './parseRecord.js';
import { serializeRecord } from './serializeRecord.js';

const VERSION = 1;

/** The records of the accounts that a machine's user opened, in one file of its state folder. */
export type AllowanceBook = {
  readonly path: string;
  /** All records of the folder. */
  list(): Promise<AllowanceRecord[]>;
  /**
   * Changes the records: `change` gets the present ones and returns the new ones. Durable once resolved; one command at a
   * time, so two of them never give one key to two accounts.
   *
   * @throws cli/book-locked, cli/book-corrupt, cli/file-unwritable
   */
  update(change: (records: AllowanceRecord[]) => AllowanceRecord[]): Promise<void>;
};

/**
 * The book in `folder`, whose file only its owner can read (0600) and which survives a crash: `allowance open` writes it, and
 * `openLocalAllowances` pays from it.
 *
 * @example
 * import { createAllowanceBook } from '@tallystick/prover/client-files';
 *
 * const book = createAllowanceBook('state'); // `--state` of the command
 * for (const { serial, terms, status } of await book.list()) console.log(serial, terms.providerSerial, status);
 */
export function createAllowanceBook(folder: string): AllowanceBook {
  const path = join(folder, 'allowances.json');

  async function list(): Promise<AllowanceRecord[]> {
    let text: string;
    try {
      text = await readFile(path, 'utf8');
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT') return [];
      throw clientFilesError('cli/file-unreadable', { facts: { given: path, reason: code ?? 'unknown' } });
    }
    return parseBook(text, path);
  }

  async function write(change: Parameters<AllowanceBook['update']>[0]): Promise<void> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const release = await takeLock(resolve(`${path}.lock`));
    try {
      const records = change(await list());
      await writeFileDurably(
        path,
        `${JSON.stringify({ version: VERSION, records: records.map(serializeRecord) }, null, 2)}\n`,
        0o600,
      );
    } finally {
      await release();
    }
  }

  // One after the other: the lock refuses whoever comes meanwhile, this process too.
  let last: Promise<unknown> = Promise.resolve();

  return {
    path,
    list,
    update(change) {
      const written = last.then(() => write(change));
      last = written.catch(() => undefined);
      return written;
    },
  };
}

function parseBook(text: string, path: string): AllowanceRecord[] {
  let book: unknown;
  try {
    book = JSON.parse(text);
  } catch {
    throw clientFilesError('cli/book-corrupt', { facts: { file: path, expected: 'a JSON document' } });
  }
  const { version, records } = (book ?? {}) as { version?: unknown; records?: unknown };
  if (version !== VERSION || !Array.isArray(records)) {
    throw clientFilesError('cli/book-corrupt', {
      facts: { file: path, field: 'version', given: String(version), expected: VERSION },
    });
  }
  return records.map(parseRecord);
}

/**
 * Takes the lock, also over one that a dead process left behind.
 *
 * @throws cli/book-locked, cli/file-unwritable
 */
async function takeLock(path: string): Promise<() => Promise<void>> {
  const lock = await takeFileLock(path).catch((error: NodeJS.ErrnoException) => {
    throw clientFilesError('cli/file-unwritable', { facts: { given: path, reason: error.code ?? 'unknown' } });
  });
  if (lock.holder === 'this') return lock.release;
  throw clientFilesError('cli/book-locked', { facts: { file: path, process: lock.holder } });
}
