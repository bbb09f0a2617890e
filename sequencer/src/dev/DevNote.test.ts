import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readDevNote, writeDevNote } from './DevNote.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tallystick-dev-note-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const note = { version: 1, ports: { chain: 1, sequencer: 2, service: 3 } } as const;

test('default: what was noted; nothing of an empty folder, or of none', async () => {
  expect(await readDevNote(join(folder, 'none'))).toBeUndefined();
  await writeFile(join(folder, 'dev.lock'), '1');
  expect(await readDevNote(folder)).toBeUndefined();
  await writeDevNote(folder, note);
  expect(await readDevNote(folder)).toEqual(note);
});

test('error: a folder with anything else in it is not to be filled or emptied', async () => {
  const file = join(folder, 'mine.txt');
  await writeFile(file, 'kept');
  const refused = expect.objectContaining({ code: 'sequencer/not-a-dev-folder' });
  await expect(readDevNote(folder)).rejects.toEqual(refused);
  await expect(readDevNote(file)).rejects.toEqual(refused);
  await writeFile(join(folder, 'dev.json'), '{"version":1,"ports":{"chain":1}}');
  await expect(readDevNote(folder)).rejects.toEqual(refused);
  expect(await readFile(file, 'utf8')).toBe('kept');
});

test('error: a folder that cannot be read is no folder of somebody else', async () => {
  // No path is as long as this: what the file system says against it, it says to everybody.
  const given = join(folder, ...Array.from({ length: 30 }, () => 'd'.repeat(199)));
  await expect(readDevNote(given)).rejects.toMatchObject({
    code: 'sequencer/dev-folder-unusable',
    facts: { field: 'dataDir', given, reason: 'ENAMETOOLONG' },
  });
});
