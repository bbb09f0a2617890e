import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeOnce } from './writeOnce.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tallystick-once-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('default: of many at once one writes, in whole and for its owner alone, and leaves nothing else', async () => {
  const path = join(folder, 'secret');
  const contents = Array.from({ length: 20 }, (_, i) => `${i}`.repeat(64));
  // Each reads as soon as its own call is over, as two processes that start at once do.
  const outcomes = await Promise.all(
    contents.map(async (content) => ({ wrote: await writeOnce(path, content), found: await readFile(path, 'utf8') })),
  );
  const writers = outcomes.flatMap(({ wrote }, i) => (wrote ? [contents[i]] : []));
  expect(writers).toHaveLength(1);
  expect(new Set(outcomes.map(({ found }) => found))).toEqual(new Set(writers));
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(await readdir(folder)).toEqual(['secret']);
  expect(await writeOnce(path, 'later')).toBe(false);
});

test('error: a folder that is not there', async () => {
  await expect(writeOnce(join(folder, 'missing', 'secret'), 'x')).rejects.toMatchObject({ code: 'ENOENT' });
});
