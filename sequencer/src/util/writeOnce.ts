import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { link, open, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Writes a file for its owner alone, unless it is there. It is there in whole or not at all, whenever the process or the machine ends, and
 * of several who write at once one does.
 *
 * @returns whether it was this call
 * @throws the file system's errors
 */
export async function writeOnce(path: string, content: string): Promise<boolean> {
  if (existsSync(path)) return false;
  const making = `${path}.${randomBytes(8).toString('hex')}`;
  try {
    const file = await open(making, 'wx', 0o600);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    // Unlike renaming, linking takes no place that is taken.
    await link(making, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(making, { force: true });
  }
  const folder = await open(dirname(path), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
  return true;
}
