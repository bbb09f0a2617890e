import { expect, test } from 'vitest';
import { drawProbeTime } from './drawProbeTime.js';

test('default: every part of the range is as likely as the next', () => {
  const counts = Array<number>(10).fill(0);
  for (let i = 0; i < 20_000; i++) {
    const moment = drawProbeTime(5000, 6000) ?? Number.NaN;
    counts[Math.floor((moment - 5000) / 100)] = (counts[Math.floor((moment - 5000) / 100)] ?? 0) + 1;
  }
  expect(counts.reduce((sum, count) => sum + count)).toBe(20_000);
  // 2000 expected in each, standard deviation 42: eight of them are never exceeded.
  for (const count of counts) expect(Math.abs(count - 2000)).toBeLessThan(8 * 43);
});

test('behavior: bounds of a fraction, and no room at all', () => {
  expect(drawProbeTime(10.5, 11.5)).toBe(11);
  expect(drawProbeTime(10, 11)).toBe(10);
  expect(drawProbeTime(10, 10)).toBeUndefined();
  expect(drawProbeTime(11, 10)).toBeUndefined();
});
