import type { WatchOpening } from '../../statements/uptime/opening.js';
import { parseWatchOpening } from '../../statements/uptime/opening.js';
import { loadPoseidon } from '../../statements/uptime/poseidon.js';
import { readJsonFile } from './readJsonFile.js';

/**
 * Reads the openings of watchers from files, each of which holds one, or a list of them.
 *
 * @throws cli/file-unreadable; uptime/malformed naming the file's opening and field
 */
export async function readOpeningFiles(paths: readonly string[]): Promise<WatchOpening[]> {
  await loadPoseidon();
  const openings: WatchOpening[] = [];
  for (const path of paths) {
    const json = await readJsonFile(path, '--opening');
    const list = Array.isArray(json) ? json : [json];
    for (const item of list) openings.push(parseWatchOpening(item, `openings[${openings.length}]`));
  }
  return openings;
}
