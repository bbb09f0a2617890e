import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { artifactsError } from '../artifacts/artifactsErrors.js';

export type HashFileParameters = {
  /** For errors: the option that named the file. */
  field: string;
  path: string;
  algorithm: 'sha256' | 'blake2b512';
};

/**
 * The hash of a file of any size, hex without prefix.
 *
 * @throws artifacts/ceremony-file-unreadable
 */
export async function hashFile({ field, path, algorithm }: HashFileParameters): Promise<string> {
  const hash = createHash(algorithm);
  try {
    await pipeline(createReadStream(path, { highWaterMark: 2 ** 20 }), hash);
  } catch (cause) {
    throw artifactsError('artifacts/ceremony-file-unreadable', { facts: { field, given: path }, cause });
  }
  return hash.digest('hex');
}
