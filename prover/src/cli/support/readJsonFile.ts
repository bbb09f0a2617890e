import { readFile } from 'node:fs/promises';
import { clientFilesError } from '../../clientFiles/clientFilesErrors.js';
import { redact } from '../../core/errors/redact.js';

/**
 * Reads a JSON file that an option names.
 *
 * @param option the option, for the error
 * @throws cli/file-unreadable
 */
export async function readJsonFile(path: string, option: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw clientFilesError('cli/file-unreadable', {
      message: 'A file cannot be read',
      facts: { field: option, given: redact(path), reason: (error as NodeJS.ErrnoException).code ?? 'unknown' },
    });
  }
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message quotes the content, which may be anything.
    throw clientFilesError('cli/file-unreadable', {
      message: 'A file does not hold JSON',
      facts: { field: option, given: redact(path), expected: 'a JSON document' },
    });
  }
}
