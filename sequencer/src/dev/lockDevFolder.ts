import { join } from 'node:path';
import { takeFileLock } from '@tallystick/prover/files';
import { sequencerError } from '../errors.js';
import { devFolderUnusable } from './devFolderUnusable.js';

/**
 * Makes a folder this process's, for one development network at a time.
 *
 * @returns what gives it back
 * @throws sequencer/dev-running, sequencer/dev-folder-unusable where nothing can be written in it
 */
export async function lockDevFolder(folder: string): Promise<() => Promise<void>> {
  const lock = await takeFileLock(join(folder, 'dev.lock')).catch((error: unknown) => {
    throw devFolderUnusable(folder, 'written to', error);
  });
  if (lock.holder === 'this') return lock.release;
  const message = `A development network runs in ${folder} already: process ${lock.holder}.`;
  throw sequencerError('sequencer/dev-running', {
    message,
    facts: { field: 'dataDir', given: folder, pid: lock.holder },
  });
}
