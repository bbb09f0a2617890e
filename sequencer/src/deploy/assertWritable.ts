import { access, constants, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { sequencerError } from '../errors.js';

/**
 * Fails before anything is deployed where the file that is to hold the result can't be made.
 *
 * @throws sequencer/bad-deployment
 */
export async function assertWritable(path: string, field: 'deploymentFile' | 'json' = 'deploymentFile'): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await access(dirname(path), constants.W_OK);
  } catch (cause) {
    throw sequencerError('sequencer/bad-deployment', {
      message: `${field}: the file ${path} can't be written`,
      facts: { field, given: path, expected: 'a path that can be written' },
      cause,
    });
  }
}
