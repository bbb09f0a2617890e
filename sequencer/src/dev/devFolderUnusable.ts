import { sequencerError } from '../errors.js';

/** What the file system says against a folder for a development network. */
export function devFolderUnusable(folder: string, done: 'made' | 'read' | 'written to', cause: unknown) {
  const reason = (cause as NodeJS.ErrnoException).code ?? 'unknown';
  return sequencerError('sequencer/dev-folder-unusable', {
    message: `${folder} can't be ${done}: ${reason}.`,
    facts: { field: 'dataDir', given: folder, reason },
    cause,
  });
}
