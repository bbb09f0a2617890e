import { expect, test } from 'vitest';
import { epochWindows, slotAt } from './time.js';

const times = { genesis: 1000, slotSeconds: 10, postSeconds: 1, demandSeconds: 2, revealSeconds: 3, proofSeconds: 4 };

test('default', () => {
  expect(slotAt(times, 1_000_000)).toEqual({ epoch: 0, slot: 0, startMs: 1_000_000, endMs: 1_010_000 });
  expect(slotAt(times, 1_009_999)).toMatchObject({ epoch: 0, slot: 0 });
  expect(slotAt(times, 1_959_999)).toEqual({ epoch: 0, slot: 95, startMs: 1_950_000, endMs: 1_960_000 });
  expect(slotAt(times, 1_960_000)).toMatchObject({ epoch: 1, slot: 0 });
});

test('behavior: nothing before the first epoch', () => {
  expect(slotAt(times, 999_999)).toBeUndefined();
});

test('behavior: windows follow the epoch, each where the other ends', () => {
  expect(epochWindows(times, 1)).toEqual({
    startMs: 1_960_000,
    endMs: 2_920_000,
    postEndMs: 2_921_000,
    demandEndMs: 2_923_000,
    revealEndMs: 2_926_000,
  });
});
