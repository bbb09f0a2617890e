import { randomUUID } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Replaces a file at once and for good: written beside it, flushed, renamed over it, and the folder flushed, so that after a crash there is
 * either the old file or the new one. What failed leaves nothing behind.
 *
 * @param mode permissions whatever the umask is, such as 0o600 for what only its owner may read
 * @throws what the file system says, such as ENOSPC
 */
export async function replaceFile(path: string, text: string, mode: number): Promise<void> {
  const temporary = `${path}.${randomUUID()}`;
  try {
    const file = await open(temporary, 'wx', mode);
    try {
      await file.chmod(mode);
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } finally {
    await rm(temporary, { force: true });
  }
  // Windows can't flush a folder, and doesn't need it.
  if (process.platform === 'win32') return;
  const folder = await open(dirname(path), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
