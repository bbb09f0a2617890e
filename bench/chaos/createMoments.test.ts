import { expect, test, vi } from 'vitest';
import { createMoments } from './createMoments.js';

test('default: whoever waits hears of the next one, once', async () => {
  const moments = createMoments();
  moments.happened('sent');
  const first = moments.next('sent', 1000);
  const other = moments.next('final', 1000);
  moments.happened('sent');
  expect(await first).toBe(true);
  moments.happened('final');
  expect(await other).toBe(true);
});

test('behavior: what does not come in time is said', async () => {
  vi.useFakeTimers();
  try {
    const next = createMoments().next('proved', 20_000);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(await next).toBe(false);
  } finally {
    vi.useRealTimers();
  }
});
