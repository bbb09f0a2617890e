import { pino } from 'pino';
import { expect, test } from 'vitest';
import { createMetrics } from '../api/createMetrics.js';
import { createPoll } from './createPoll.js';

test('behavior: what waits is counted also while the chain cannot be reached', async () => {
  const metrics = createMetrics();
  let isReachable = true;
  let settlements = 3;
  const waiting = (count: () => number) => ({ waiting: async () => ({ count: count(), oldestMs: undefined }) });
  const poll = createPoll({
    chain: { state: async () => ({}), balance: async () => 1n },
    follower: {
      async sync() {
        if (!isReachable) throw new Error('no node answers');
      },
      head: () => ({ number: 9n }),
      followed: () => 9n,
    },
    store: { opens: waiting(() => 50), settlements: waiting(() => settlements), withdrawals: waiting(() => 1) },
    queue: { sizes: async () => ({ waiting: 2 }) },
    metrics,
    logger: pino({ level: 'silent' }),
    nowMs: () => 0,
    signal: new AbortController().signal,
  } as unknown as Parameters<typeof createPoll>[0]);
  await poll.once();
  expect([poll.waiting(), poll.problem()]).toEqual([4, undefined]);
  isReachable = false;
  settlements = 1_000_000;
  await expect(poll.once()).rejects.toThrow('no node answers');
  expect(poll.waiting()).toBe(1_000_001);
  expect(await metrics.registry.metrics()).toContain('tallystick_queue_items{kind="settlements"} 1000000');
});
