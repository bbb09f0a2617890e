import { expect, test } from 'vitest';
import { createLimiter } from './createLimiter.js';

test('default: never more at once than allowed, in order, failures included', async () => {
  const limit = createLimiter(2);
  const started: number[] = [];
  let running = 0;
  let most = 0;
  const work = (number: number) => async (): Promise<number> => {
    started.push(number);
    running += 1;
    most = Math.max(most, running);
    await Promise.resolve();
    running -= 1;
    if (number === 2) throw new Error('two');
    return number;
  };
  const results = await Promise.allSettled([0, 1, 2, 3, 4].map((number) => limit(work(number))));
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
  expect(started).toEqual([0, 1, 2, 3, 4]);
  expect(most).toBe(2);
});
