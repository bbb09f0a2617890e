import { createHash } from 'node:crypto';
import { chmod, cp, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { makeFolder } from './makeFolder.js';
import type { PostgresUser } from './postgresUser.js';

/** Where root keeps what another user must reach. */
const shared = '/var/lib/tallystick';

/** Whether every directory above a path lets another user through. */
async function isReachable(path: string): Promise<boolean> {
  for (let current = resolve(path); ; current = dirname(current)) {
    const found = await stat(current).catch(() => undefined);
    if (found && (found.mode & 0o001) === 0) return false;
    if (current === dirname(current)) return true;
  }
}

/**
 * The binaries where PostgreSQL's user can run them: in place, or, when root installed them in a private directory such as /root, a copy
 * under /var/lib/tallystick.
 */
export async function reachableBinaries(native: string, user: PostgresUser | undefined): Promise<string> {
  if (!user || (await isReachable(native))) return native;
  const copy = join(shared, `postgres-${digest(native)}`);
  if (await stat(copy).catch(() => undefined)) {
    await openShared();
    return copy;
  }
  await openShared();
  const making = `${copy}.${process.pid}`;
  await cp(native, making, { recursive: true, verbatimSymlinks: true });
  await chmod(making, 0o755);
  // Renamed when complete, so that a copy that was cut short is never used; another process may have been faster.
  await rename(making, copy).catch(() => rm(making, { recursive: true }));
  return copy;
}

/** The cluster's directory: inside `dataDir`, or under /var/lib/tallystick when PostgreSQL's user can't reach that. */
export async function reachableCluster(dataDir: string, user: PostgresUser | undefined): Promise<string> {
  if (!user || (await isReachable(dataDir))) return join(resolve(dataDir), 'postgres');
  await openShared();
  return join(shared, `cluster-${digest(resolve(dataDir))}`, 'postgres');
}

/** The folder is this program's alone, and of no use where others can't go through. */
async function openShared(): Promise<void> {
  await makeFolder(shared, 0o755);
  await chmod(shared, 0o755);
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
