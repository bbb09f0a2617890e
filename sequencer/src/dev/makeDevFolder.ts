import { mkdir } from 'node:fs/promises';
import { devFolderUnusable } from './devFolderUnusable.js';

/**
 * Makes the folder of a development network, and everything above it that is missing.
 *
 * @throws sequencer/dev-folder-unusable
 */
export async function makeDevFolder(folder: string): Promise<void> {
  try {
    // Others may pass through: PostgreSQL runs as another user where this process is root.
    await mkdir(folder, { recursive: true, mode: 0o711 });
  } catch (error) {
    throw devFolderUnusable(folder, 'made', error);
  }
}
