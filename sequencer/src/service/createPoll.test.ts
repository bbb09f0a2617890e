import { pino } from 'pino';
import { expect, test, vi } from 'vitest';
import { createMetrics } from '../telemetry/createMetrics.js';
import { createPoll } from './createPoll.js';

function world({ confirmations = 1 } = {}) {
  const metrics = createMetrics();
  const stopping = new AbortController();
  const fails: { chain?: Error; database?: Error } = {};
  const counts = { settlements: 3 };
  const waiting = (count: () => number) => ({
    async waiting() {
      if (fails.database) throw fails.database;
      return { count: count(), oldestMs: undefined };
    },
  });
  const poll = createPoll({
    chain: { state: async () => ({}), balance: async () => 1n },
    follower: {
      async sync() {
        if (fails.chain) throw fails.chain;
      },
      head: () => ({ number: 100n }),
      followed: () => 71n,
    },
    store: { opens: waiting(() => 50), settlements: waiting(() => counts.settlements), withdrawals: waiting(() => 1) },
    queue: { sizes: async () => ({ waiting: 2 }) },
    metrics,
    confirmations,
    logger: pino({ level: 'silent' }),
    nowMs: () => 0,
    signal: stopping.signal,
  } as unknown as Parameters<typeof createPoll>[0]);
  return { poll, metrics, fails, counts, stop: () => stopping.abort() };
}

test('behavior: what waits is counted also while the chain cannot be reached', async () => {
  const { poll, metrics, fails, counts } = world();
  await poll.once();
  expect([poll.waiting(), poll.problem()]).toEqual([4, undefined]);
  fails.chain = new Error('no node answers');
  counts.settlements = 1_000_000;
  await expect(poll.once()).rejects.toThrow('no node answers');
  expect(poll.waiting()).toBe(1_000_001);
  expect(await metrics.registry.metrics()).toContain('tallystick_queue_items{kind="settlements"} 1000000');
});

test('behavior: it is said which of the two fails, and the database is no failure of the chain', async () => {
  const { poll, metrics, fails, stop } = world();
  const failures = async () => (await metrics.followFailures.get()).values[0]?.value;
  const loop = poll.loop(1);
  await vi.waitFor(() => expect(poll.problem()).toBeUndefined());
  fails.database = Object.assign(new Error('canceling statement due to statement timeout'), { code: '57014' });
  await vi.waitFor(() => expect(poll.problem()).toBe('database'));
  expect(await failures()).toBe(0);
  delete fails.database;
  fails.chain = new Error('no node answers');
  await vi.waitFor(() => expect(poll.problem()).toBe('chain'));
  expect(await failures()).toBeGreaterThan(0);
  stop();
  await loop;
});

test('behavior: blocks that wait for their confirmations are no lag', async () => {
  const lag = async (confirmations: number) => {
    const { poll, metrics } = world({ confirmations });
    await poll.once();
    return (await metrics.lagBlocks.get()).values[0]?.value;
  };
  expect(await lag(1)).toBe(29);
  expect(await lag(30)).toBe(0);
  expect(await lag(40)).toBe(0);
});
