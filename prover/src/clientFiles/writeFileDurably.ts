import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { redact } from '../core/errors/redact.js';
import { clientFilesError } from './clientFilesErrors.js';

/**
 * Replaces a file at once and for good: written beside it, flushed, renamed over it, and the folder flushed, so that after
 * a crash there is either the old file or the new one.
 *
 * @param mode permissions, such as 0o600 for what only its owner may read
 * @throws cli/file-unwritable
 */
export async function writeFileDurably(path: string, text: string, mode: number): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`;
  const folder = dirname(path);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const file = await open(temporary, 'w', mode);
    try {
      await file.chmod(mode);
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
    // Windows can't flush a folder, and doesn't need it.
    if (process.platform === 'win32') return;
    const directory = await open(folder, 'r');
    try {
      await directory.sync();
    } finally {
      await directory.close();
    }
  } catch (error) {
    await rm(temporary, { force: true });
    throw clientFilesError('cli/file-unwritable', {
      facts: { given: redact(path), reason: (error as NodeJS.ErrnoException).code ?? 'unknown' },
    });
  }
}
