import { randomUUID } from 'node:crypto';
import { access, constants, mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { sequencerError } from '../errors.js';

/**
 * Fails before anything is deployed where the file that is to hold the result can't be made, or is there and can't be written: its folder
 * is tried out, since permissions don't tell of a read-only file system or a full disk.
 *
 * @throws sequencer/bad-deployment
 */
export async function assertWritable(path: string, field: 'deploymentFile' | 'json' = 'deploymentFile'): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    const trial = join(dirname(path), `.tallystick-${randomUUID()}`);
    await writeFile(trial, ' '.repeat(4096), { flag: 'wx' }).finally(() => rm(trial, { force: true }));
    await access(path, constants.W_OK).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
    });
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code ?? 'unknown';
    throw sequencerError('sequencer/bad-deployment', {
      message: `${field}: the file ${path} can't be written`,
      facts: { field, given: path, expected: 'a path that can be written', reason },
      cause,
    });
  }
}
