import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { redact } from '../core/errors/redact.js';
import { replaceFile } from '../files/replaceFile.js';
import { clientFilesError } from './clientFilesErrors.js';

/**
 * Replaces a file as `replaceFile` does, with its folder if need be.
 *
 * @param mode permissions, such as 0o600 for what only its owner may read
 * @throws cli/file-unwritable
 */
export async function writeFileDurably(path: string, text: string, mode: number): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await replaceFile(path, text, mode);
  } catch (error) {
    throw clientFilesError('cli/file-unwritable', {
      facts: { given: redact(path), reason: (error as NodeJS.ErrnoException).code ?? 'unknown' },
    });
  }
}
