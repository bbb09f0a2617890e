import { readFile } from 'node:fs/promises';
import { clientFilesError } from '../../clientFiles/clientFilesErrors.js';
import { redact } from '../../core/errors/redact.js';
import { isFieldElement } from '../../core/field.js';

/**
 * Reads a view key from a file: 0x and 64 hex digits. No error holds any of it.
 *
 * @param hide told the key's texts before anything is done with them
 * @throws cli/file-unreadable
 */
export async function readViewKeyFile(path: string, hide: (secret: string) => void): Promise<bigint> {
  const facts = { field: '--view-key-file', given: redact(path) };
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw clientFilesError('cli/file-unreadable', { facts: { ...facts, reason: error.code ?? 'unknown' } });
  });
  const digits = text.trim();
  for (const form of [digits, digits.toLowerCase(), digits.replace(/^0x/i, '')]) if (form !== '') hide(form);
  const key = /^0x[0-9a-f]{64}$/i.test(digits) ? BigInt(digits) : undefined;
  if (key === undefined || !isFieldElement(key)) {
    throw clientFilesError('cli/file-unreadable', {
      message: 'A file does not hold a view key',
      facts: { ...facts, expected: '0x and 64 hex digits, below the field modulus' },
    });
  }
  return key;
}
