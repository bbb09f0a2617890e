import { constants, copyFile } from 'node:fs/promises';
import { sequencerError } from '../errors.js';

/**
 * Keeps a copy of a deployment file that is about to be replaced, as it may be the only record of contracts that hold money.
 *
 * @returns the copy, beside the file: `<path>.previous`, or with a number where that exists already; undefined where there
 * is no such file
 * @throws sequencer/bad-deployment when the copy can't be written
 */
export async function keepPreviousFile(path: string): Promise<string | undefined> {
  for (let number = 1; ; number++) {
    const copy = number === 1 ? `${path}.previous` : `${path}.previous.${number}`;
    try {
      await copyFile(path, copy, constants.COPYFILE_EXCL);
      return copy;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EEXIST') continue;
      if (code === 'ENOENT') return undefined;
      throw sequencerError('sequencer/bad-deployment', {
        message: `The deployment file ${path} can't be kept as ${copy} before it is replaced`,
        facts: { field: 'deploymentFile', given: path, reason: code ?? 'unknown' },
        cause: error,
      });
    }
  }
}
