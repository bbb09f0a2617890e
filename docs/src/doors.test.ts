import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readDoors } from './doors.js';
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
