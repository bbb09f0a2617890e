import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { isAlive } from './isAlive.js';
import { processIdentity } from './processIdentity.js';

/** A lock that this process holds, or the number of the process that does. */
export type FileLock =
  | {
      holder: 'this';
      /** Gives the lock back; once it is given back, another call changes nothing. */
      release(): Promise<void>;
    }
  | { holder: number };

/** Files of the locks that this very process holds: its number alone may be that of an earlier one, as in a container that began anew. */
const held = new Set<string>();

/**
 * Takes a lock, by a file that names its holder: number and, where the system tells, what tells it from a later one with that number. A file
 * that says nothing, or names a process that is no more, was left behind and is taken over. The file is never half-written, on a full disk
 * neither.
 *
 * @param path absolute, or always from the same folder
 * @throws what the file system says, such as ENOSPC; nothing is left behind then
 *
 * @example
 * import { takeFileLock } from '@tallystick/prover/files';
 *
 * const lock = await takeFileLock('/var/lib/service/state.lock');
 * if (lock.holder !== 'this') throw new Error(`Process ${lock.holder} is at it.`);
 * await lock.release();
 */
export async function takeFileLock(path: string): Promise<FileLock> {
  const own = `${path}.${randomUUID()}`;
  try {
    await writeFile(own, `${process.pid}\n${(await processIdentity(process.pid)) ?? ''}\n`, {
      mode: 0o600,
      flag: 'wx',
    });
    for (;;) {
      // Made whole, and only where there is none.
      if (await succeeds(link(own, path), 'EEXIST')) {
        held.add(path);
        return { holder: 'this', release: () => release(path) };
      }
      const text = await readLock(path);
      if (text === undefined) continue;
      const holder = await findHolder(path, text);
      if (holder !== undefined) return { holder };
      await removeLeftOver(path, text);
    }
  } finally {
    await rm(own, { force: true });
  }
}

async function release(path: string): Promise<void> {
  if (held.delete(path)) await rm(path, { force: true });
}

async function findHolder(path: string, text: string): Promise<number | undefined> {
  const [number = '', identity = ''] = text.split('\n');
  const pid = Number(number);
  if (!Number.isSafeInteger(pid) || pid <= 0 || !isAlive(pid)) return undefined;
  if (pid === process.pid) return held.has(path) ? pid : undefined;
  const now = await processIdentity(pid);
  return identity !== '' && now !== undefined && identity !== now ? undefined : pid;
}

/** Removes the file that was read, and puts back one that somebody else made meanwhile. */
async function removeLeftOver(path: string, text: string): Promise<void> {
  const aside = `${path}.${randomUUID()}`;
  if (!(await succeeds(rename(path, aside), 'ENOENT'))) return;
  if ((await readLock(aside)) !== text) await succeeds(link(aside, path), 'EEXIST');
  await rm(aside, { force: true });
}

async function readLock(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Whether it succeeded; false for the one failure that is expected. */
async function succeeds(work: Promise<void>, expected: string): Promise<boolean> {
  try {
    await work;
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === expected) return false;
    throw error;
  }
}
