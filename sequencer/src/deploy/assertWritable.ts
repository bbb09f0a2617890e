import { randomUUID } from 'node:crypto';
import { mkdir, open, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { sequencerError } from '../errors.js';

/**
 * Fails before anything is deployed where the file that is to hold the result can't be made, or is there and can't be written: its folder
 * is tried out, since permissions don't tell of a read-only file system or a full disk. So is the file, since they bind no administrator.
 *
 * @param options.isKept Whether a folder that was missing stays; false where it is too early to make anything.
 * @throws sequencer/bad-deployment
 */
export async function assertWritable(
  path: string,
  field: 'deploymentFile' | 'json' = 'deploymentFile',
  { isKept = true } = {},
): Promise<void> {
  let made: string | undefined;
  try {
    made = await mkdir(dirname(path), { recursive: true });
    const trial = join(dirname(path), `.tallystick-${randomUUID()}`);
    await writeFile(trial, ' '.repeat(4096), { flag: 'wx' }).finally(() => rm(trial, { force: true }));
    const file = await open(path, 'r+').catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
    });
    await file?.close();
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code ?? 'unknown';
    throw sequencerError('sequencer/bad-deployment', {
      message: `${field}: the file ${path} can't be written`,
      facts: { field, given: path, expected: 'a path that can be written', reason },
      cause,
    });
  } finally {
    if (made !== undefined && !isKept) await rm(made, { recursive: true });
  }
}
