import { expect, test } from 'vitest';
import { createMemoryNodeStore, createOverlayNodeStore } from './nodeStores.js';

test('default: writes beside the base', async () => {
  const base = createMemoryNodeStore([['16:1', 1n]]);
  const overlay = createOverlayNodeStore(base);
  await overlay.set([
    ['16:1', 2n],
    ['16:2', 3n],
    ['16:2', 0n],
  ]);
  expect(await overlay.get(['16:2', '16:1', '16:3'])).toEqual([0n, 2n, undefined]);
  expect(await base.get(['16:1', '16:2'])).toEqual([1n, undefined]);
  expect(overlay.entries()).toEqual([
    ['16:1', 2n],
    ['16:2', 0n],
  ]);
});

test('behavior: reads the base once for each key', async () => {
  const asked: string[][] = [];
  const overlay = createOverlayNodeStore({
    get: async (keys) => {
      asked.push(keys);
      return keys.map(() => undefined);
    },
    set: async () => {},
  });
  await overlay.get(['a', 'b', 'a']);
  await overlay.get(['b', 'c']);
  await overlay.get(['a']);
  expect(asked).toEqual([['a', 'b'], ['c']]);
});
