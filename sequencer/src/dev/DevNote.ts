import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sequencerError } from '../errors.js';
import { DEV_PORTS, type DevPorts } from './DevPorts.js';
import { devFolderUnusable } from './devFolderUnusable.js';

/** What a development folder says of itself: that it is one, and which ports its network has. */
export type DevNote = { version: 1; ports: DevPorts };

const NAME = 'dev.json';

/** What may lie in a folder that isn't a development folder yet: a lock that was taken in it. */
const OWN = /^dev\.lock/;

/**
 * The note of a development folder; undefined where there is no folder, or an empty one.
 *
 * @throws sequencer/not-a-dev-folder, sequencer/dev-folder-unusable where the folder can't be read
 */
export async function readDevNote(folder: string): Promise<DevNote | undefined> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error.code === 'ENOTDIR' ? notOurs(folder, error) : devFolderUnusable(folder, 'read', error);
  });
  if (names.every((name) => OWN.test(name))) return undefined;
  try {
    const note = JSON.parse(await readFile(join(folder, NAME), 'utf8')) as DevNote;
    if (note.version !== 1 || !DEV_PORTS.every((name) => Number.isInteger(note.ports[name]))) throw notOurs(folder);
    return note;
  } catch (error) {
    throw notOurs(folder, error);
  }
}

/** Makes a folder a development folder, or notes its ports anew. */
export async function writeDevNote(folder: string, note: DevNote): Promise<void> {
  await writeFile(join(folder, NAME), `${JSON.stringify(note, undefined, 2)}\n`);
}

function notOurs(folder: string, cause?: unknown) {
  return sequencerError('sequencer/not-a-dev-folder', {
    message: `${folder} holds something else than a development network.`,
    facts: { field: 'dataDir', given: folder, expected: 'an empty folder, or one that `tallystick dev` made' },
    cause,
  });
}
