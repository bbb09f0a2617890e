import type pg from 'pg';
import { afterEach, expect, test, vi } from 'vitest';
import { createDatabaseClock } from './createDatabaseClock.js';

afterEach(() => vi.restoreAllMocks());

/** A database whose clock shows what the test says; undefined where it is away. */
function databaseAt(clock: () => number | undefined): Pick<pg.Pool, 'query'> {
  return {
    query: async () => {
      const ms = clock();
      if (ms === undefined) throw new Error('away');
      return { rows: [{ ms }] };
    },
  } as unknown as Pick<pg.Pool, 'query'>;
}

test("default: the database's time, however the machine's clock is set, and it goes on", async () => {
  vi.spyOn(Date, 'now').mockReturnValue(5);
  const stopping = new AbortController();
  const { nowMs, stopped } = await createDatabaseClock({ pool: databaseAt(() => 1_000_000), signal: stopping.signal });
  const first = nowMs();
  expect(first).toBeGreaterThanOrEqual(1_000_000);
  expect(first).toBeLessThan(1_001_000);
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(nowMs() - first).toBeGreaterThan(10);
  stopping.abort();
  await stopped;
});

test('behavior: shows whole milliseconds, which the database takes, of a clock that tells fractions', async () => {
  const stopping = new AbortController();
  const pool = databaseAt(() => 1_000_000.25);
  const { nowMs, stopped } = await createDatabaseClock({ pool, signal: stopping.signal });
  for (let look = 0; look < 20; look++) {
    expect(Number.isInteger(nowMs())).toBe(true);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  stopping.abort();
  await stopped;
});

test('behavior: an answer that takes its time is taken to be half of it old', async () => {
  const stopping = new AbortController();
  let ms = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => ms);
  const pool = databaseAt(() => {
    ms += 400;
    return 1_000_000;
  });
  const { nowMs, stopped } = await createDatabaseClock({ pool, signal: stopping.signal });
  expect(nowMs()).toBe(1_000_200);
  stopping.abort();
  await stopped;
});

test('behavior: follows a clock that is set, and goes on by itself while the database is away', async () => {
  let time: number | undefined = 1_000_000;
  const stopping = new AbortController();
  const pool = databaseAt(() => time);
  const { nowMs, stopped } = await createDatabaseClock({ pool, signal: stopping.signal, intervalMs: 5 });
  time = 9_000_000;
  await expect.poll(nowMs).toBeGreaterThanOrEqual(9_000_000);
  time = undefined;
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(nowMs()).toBeGreaterThanOrEqual(9_000_000);
  stopping.abort();
  await stopped;
  await expect(createDatabaseClock({ pool, signal: stopping.signal })).rejects.toThrow('away');
});
