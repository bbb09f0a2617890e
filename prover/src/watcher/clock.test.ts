import { expect, test } from 'vitest';
import { createSystemClock } from './clock.js';

const clock = createSystemClock();

test('default: wakes at the time, and at once when it has passed', async () => {
  const { signal } = new AbortController();
  await clock.sleepUntil(Date.now() - 1000, signal);
  const ms = clock.nowMs() + 5;
  await clock.sleepUntil(ms, signal);
  expect(clock.nowMs()).toBeGreaterThanOrEqual(ms);
});

test('behavior: sleeps longer than a timer can are interrupted all the same', async () => {
  const stopping = new AbortController();
  const sleeping = clock.sleepUntil(clock.nowMs() + 1e12, stopping.signal);
  stopping.abort();
  await expect(sleeping).rejects.toMatchObject({ name: 'AbortError' });
  await expect(clock.sleepUntil(0, stopping.signal)).rejects.toMatchObject({ name: 'AbortError' });
});
