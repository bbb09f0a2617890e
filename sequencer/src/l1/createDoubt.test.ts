import { expect, test } from 'vitest';
import { createDoubt } from './createDoubt.js';

test('default: what was verified is believed for two contradictions, then nothing is, until it is verified', () => {
  const doubt = createDoubt(() => 0);
  expect([doubt.raise(), doubt.raise(), doubt.raise()]).toEqual(['unverified', 'unverified', 'everything']);
  doubt.end();
  expect([doubt.raise(), doubt.raise(), doubt.raise()]).toEqual(['unverified', 'unverified', 'everything']);
});

test.each([
  [0, 10_000],
  [60_000, 60_000],
  [86_400_000, 600_000],
])('behavior: reading everything in vain for %i ms is not repeated for %i ms', (tookMs, pauseMs) => {
  let nowMs = 0;
  const doubt = createDoubt(() => nowMs);
  for (let i = 0; i < 3; i++) doubt.raise();
  nowMs = tookMs;
  expect(doubt.raise()).toBeUndefined();
  nowMs += pauseMs - 1;
  expect(doubt.raise()).toBeUndefined();
  nowMs++;
  expect(doubt.raise()).toBe('everything');
  expect(doubt.raise()).toBeUndefined();
});
