import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { describedFirst, readDoors } from './doors.js';
import { ROOT } from './repository.js';

test('default: every door is named as it is imported, and its source is there', () => {
  const doors = readDoors();
  expect(doors).toContainEqual({ name: '@tallystick/prover', path: 'prover/src/index.ts' });
  expect(doors).toContainEqual({
    name: '@tallystick/prover/sequencer-client',
    path: 'prover/src/sequencerClient/index.ts',
  });
  expect(doors).toContainEqual({ name: '@tallystick/sequencer', path: 'sequencer/src/index.ts' });
  expect(doors.filter(({ path }) => !existsSync(ROOT + path))).toEqual([]);
});

test('behavior: what a room shows is described at its door, before those that gather from several', () => {
  const paths = describedFirst(readDoors()).map(({ path }) => path);
  expect([...paths].sort()).toEqual(
    readDoors()
      .map(({ path }) => path)
      .sort(),
  );
  const places = (path: string) => paths.indexOf(path);
  for (const face of ['prover/src/index.ts', 'prover/src/verify.ts']) {
    for (const room of ['core', 'statements', 'proving', 'chain']) {
      expect(places(`prover/src/${room}/index.ts`)).toBeLessThan(places(face));
    }
  }
});
