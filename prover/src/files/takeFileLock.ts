import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
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

/** Words of the locks that this very process holds or takes: its number alone may be an earlier one's, as in a container that began anew. */
const ours = new Set<string>();
/** A guard is held for some milliseconds; one as old as this is of a process that ended meanwhile. */
const GUARD_AGE_MS = 10_000;

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
  const word = randomUUID();
  const own = `${path}.${word}`;
  // Before anybody can read it: another call of this process must not take it for an earlier one's.
  ours.add(word);
  let isTaken = false;
  try {
    const text = `${process.pid}\n${(await processIdentity(process.pid)) ?? ''}\n${word}\n`;
    await writeFile(own, text, { mode: 0o600, flag: 'wx' });
    for (;;) {
      // Made whole, and only where there is none.
      isTaken = await succeeds(link(own, path), 'EEXIST');
      if (isTaken) return { holder: 'this', release: () => release(path, word) };
      const found = await readLock(path);
      if (found === undefined) continue;
      const holder = await findHolder(found);
      if (holder !== undefined) return { holder };
      await removeLeftOver(own, path);
    }
  } finally {
    if (!isTaken) ours.delete(word);
    await rm(own, { force: true });
  }
}

async function release(path: string, word: string): Promise<void> {
  if (!ours.has(word)) return;
  await rm(path, { force: true });
  ours.delete(word);
}

async function findHolder(text: string): Promise<number | undefined> {
  const [number = '', identity = '', word = ''] = text.split('\n');
  const pid = Number(number);
  if (!Number.isSafeInteger(pid) || pid <= 0 || !isAlive(pid)) return undefined;
  const isSelf = pid === process.pid;
  if (isSelf && ours.has(word)) return pid;
  const now = await processIdentity(pid);
  // A thread of this process, or another copy of this module in it, has words of its own.
  if (isSelf) return identity !== '' && identity === now ? pid : undefined;
  return identity !== '' && now !== undefined && identity !== now ? undefined : pid;
}

/**
 * Removes a lock that nobody holds. Of all who found it left behind one at a time may, and looks again: else one would remove what another
 * has just taken.
 */
async function removeLeftOver(own: string, path: string): Promise<void> {
  const guard = `${path}.guard`;
  if (!(await succeeds(link(own, guard), 'EEXIST'))) {
    await removeOldGuard(own, guard);
    await delay(5);
    return;
  }
  try {
    const text = await readLock(path);
    if (text !== undefined && (await findHolder(text)) === undefined) await rm(path, { force: true });
  } finally {
    await rm(guard, { force: true });
  }
}

/** Removes a guard that was left behind, and gives one back that somebody took meanwhile, in the place of the one that was looked at. */
async function removeOldGuard(own: string, guard: string): Promise<void> {
  const found = await stat(guard).catch(() => undefined);
  if (found === undefined || Date.now() - found.ctimeMs <= GUARD_AGE_MS) return;
  const moved = `${own}.guard`;
  if (!(await succeeds(rename(guard, moved), 'ENOENT'))) return;
  const { ino } = await stat(moved);
  if (ino !== found.ino) await succeeds(link(moved, guard), 'EEXIST');
  await rm(moved, { force: true });
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
