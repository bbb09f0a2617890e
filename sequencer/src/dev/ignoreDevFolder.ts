import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MADE_IN_DEV_FOLDER } from './emptyDevFolder.js';

/**
 * Keeps what a network makes in its folder, a database and keys among it, out of a project's commits. What somebody adds there is theirs, and so is
 * a `.gitignore` that is there.
 */
export async function ignoreDevFolder(folder: string): Promise<void> {
  const names = [...MADE_IN_DEV_FOLDER, 'dev.json', 'dev.lock*', '.gitignore'];
  const lines = names.map((name) => `/${name}\n`).join('');
  await writeFile(join(folder, '.gitignore'), lines, { flag: 'wx' }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
}
