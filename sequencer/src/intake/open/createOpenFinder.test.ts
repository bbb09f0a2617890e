import { expect, test } from 'vitest';
import type { OpenRecord } from '../../store/createOpenStore.js';
import { createOpenFinder } from './createOpenFinder.js';

/** A chain with opens that the store learns of when it is looked at, and a clock. */
function world() {
  const onChain = new Set<number>();
  const known = new Set<number>();
  let looks = 0;
  let now = 0;
  let isDown = false;
  const find = createOpenFinder({
    opens: { get: async (serial) => (known.has(serial) ? ({ serial } as OpenRecord) : undefined) },
    async sync() {
      looks++;
      const seen = [...onChain];
      await new Promise(setImmediate);
      if (isDown) throw new Error('no node answers');
      for (const serial of seen) known.add(serial);
    },
    nowMs: () => now,
  });
  return {
    open: (serial: number) => onChain.add(serial),
    find: async (serial: number) => (await find(serial))?.serial,
    looks: () => looks,
    pass: (ms: number) => {
      now += ms;
    },
    setDown: (down: boolean) => {
      isDown = down;
    },
  };
}

test('default: what is known costs no look, what was just opened costs one, one after another without a pause', async () => {
  const { open, find, looks } = world();
  for (const serial of [1, 2, 3]) {
    open(serial);
    expect(await find(serial)).toBe(serial);
    expect(await find(serial)).toBe(serial);
    expect(looks()).toBe(serial);
  }
});

test('behavior: many who ask for what isn’t there make one look a second', async () => {
  const { open, find, looks, pass } = world();
  for (let second = 1; second <= 3; second++) {
    for (let tenth = 0; tenth < 10; tenth++) {
      expect(await Promise.all([97, 98, 99].map(find))).toEqual([undefined, undefined, undefined]);
      pass(100);
    }
    expect(looks()).toBe(second);
  }
  await find(99);
  open(7);
  expect(await find(7)).toBeUndefined();
  pass(1000);
  expect(await find(7)).toBe(7);
  expect(looks()).toBe(5);
});

test('behavior: whoever comes while a look is under way, too late for it, is found by the next one', async () => {
  const { open, find, looks } = world();
  open(1);
  const first = find(1);
  // The look has begun.
  for (let i = 0; i < 5; i++) await Promise.resolve();
  expect(looks()).toBe(1);
  open(2);
  open(3);
  expect(await Promise.all([first, find(2), find(3)])).toEqual([1, 2, 3]);
  expect(looks()).toBe(2);
});

test('error: a look that fails reaches all who wait for it, and is not repeated at once', async () => {
  const { open, find, looks, pass, setDown } = world();
  open(1);
  setDown(true);
  const asked = await Promise.allSettled([find(1), find(1)]);
  expect(asked.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  setDown(false);
  await expect(find(1)).rejects.toThrow('no node answers');
  expect(looks()).toBe(1);
  pass(1000);
  expect(await find(1)).toBe(1);
});
