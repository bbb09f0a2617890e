import { randomUUID } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Writes a file into a folder, which is made if need be, and removes it again: permissions don't tell of a read-only file system or of a
 * full disk.
 *
 * @throws what the file system throws
 */
export async function tryWritingIn(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const trial = join(folder, `.tallystick-${randomUUID()}`);
  await writeFile(trial, ' '.repeat(4096), { flag: 'wx' }).finally(() => rm(trial, { force: true }));
}
