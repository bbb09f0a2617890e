import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createLmdbWatchStore } from './createLmdbWatchStore.js';
import type { WatchStore } from './WatchStore.js';

const provider = '0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266';
const other = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8';
const owner = { chainId: 31337, registry: other, watcher: provider, secretId: '11' } as const;
const up = { outcome: 'up', atMs: 5 } as const;
const down = { outcome: 'down', reason: 'timeout', atMs: 6 } as const;

let folder: string;
let count = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tallystick-watch-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function using(work: (store: WatchStore, path: string) => Promise<void>): Promise<void> {
  const path = join(folder, `store-${count++}`);
  const store = createLmdbWatchStore({ path });
  try {
    await work(store, path);
  } finally {
    await store.close();
  }
}

describe('createLmdbWatchStore', () => {
  test('default: what was put is there after closing and opening again', () =>
    using(async (store, path) => {
      const assigned = [{ provider, responder: other, endpoint: 'https://provider.example' }] as const;
      await store.putAssignments(7, assigned);
      expect(await store.putSlot({ epoch: 7, provider, slot: 0 }, up)).toBe(true);
      expect(await store.putSlot({ epoch: 7, provider, slot: 95 }, down)).toBe(true);
      await store.putEpoch({ epoch: 7, root: 99n, leaves: [{ provider, bitmap: 5n }] });
      await store.close();
      const again = createLmdbWatchStore({ path });
      expect(again.assignments(7)).toEqual(assigned);
      expect([...again.slots(7, provider)]).toMatchObject([
        [0, up],
        [95, down],
      ]);
      expect(again.epoch(7)).toEqual({ epoch: 7, root: 99n, leaves: [{ provider, bitmap: 5n }] });
      expect(again.assignments(8)).toBeUndefined();
      expect(again.epoch(8)).toBeUndefined();
      await again.close();
    }));

  test('behavior: the first record of a slot stays, however many race', () =>
    using(async (store) => {
      const records = [up, down, up, down];
      const firsts = await Promise.all(records.map((record) => store.putSlot({ epoch: 1, provider, slot: 3 }, record)));
      expect(firsts).toEqual([true, false, false, false]);
      expect(store.slots(1, provider).get(3)).toMatchObject(up);
    }));

  test('behavior: slots of other epochs and providers are apart', () =>
    using(async (store) => {
      await store.putSlot({ epoch: 1, provider, slot: 1 }, up);
      await store.putSlot({ epoch: 2, provider, slot: 2 }, up);
      await store.putSlot({ epoch: 1, provider: other, slot: 3 }, up);
      expect([...store.slots(1, provider).keys()]).toEqual([1]);
      expect([...store.slots(2, provider).keys()]).toEqual([2]);
      expect([...store.slots(1, other).keys()]).toEqual([3]);
    }));

  test('behavior: an epoch is decided once, and every caller is told the decision', () =>
    using(async (store) => {
      const decisions = await Promise.all([3n, 4n, 5n].map((root) => store.putEpoch({ epoch: 1, root, leaves: [] })));
      expect(decisions.map(({ root }) => root)).toEqual([3n, 3n, 3n]);
      await store.putEpoch({ epoch: 12, root: 8n, leaves: [] });
      await store.putEpoch({ epoch: 2, root: 9n, leaves: [] });
      expect(store.latestEpoch()).toEqual({ epoch: 12, root: 8n, leaves: [] });
    }));

  test('behavior: two stores of one file see one decision', () =>
    using(async (store, path) => {
      const second = createLmdbWatchStore({ path });
      expect(store.epoch(4)).toBeUndefined();
      expect(second.epoch(4)).toBeUndefined();
      const decisions = await Promise.all([
        store.putEpoch({ epoch: 4, root: 1n, leaves: [] }),
        second.putEpoch({ epoch: 4, root: 2n, leaves: [] }),
      ]);
      expect(decisions[0]).toEqual(decisions[1]);
      await second.close();
    }));

  test('behavior: belongs to whoever came first', () =>
    using(async (store) => {
      expect(store.owner()).toBeUndefined();
      expect(await store.claim(owner)).toMatchObject(owner);
      expect(await store.claim({ ...owner, chainId: 1 })).toMatchObject(owner);
    }));

  test('behavior: forgets old epochs only', () =>
    using(async (store) => {
      await store.claim(owner);
      for (const epoch of [1, 2, 3]) {
        await store.putAssignments(epoch, []);
        await store.putSlot({ epoch, provider, slot: 3 }, up);
        await store.putEpoch({ epoch, root: 1n, leaves: [] });
      }
      await store.prune(3);
      expect([1, 2, 3].map((epoch) => store.slots(epoch, provider).size)).toEqual([0, 0, 1]);
      expect([1, 2, 3].map((epoch) => store.epoch(epoch)?.epoch)).toEqual([undefined, undefined, 3]);
      expect([1, 2, 3].map((epoch) => store.assignments(epoch)?.length)).toEqual([undefined, undefined, 0]);
      expect(store.owner()).toMatchObject(owner);
    }));

  test('error: after closing', () =>
    using(async (store) => {
      await store.close();
      expect(() => store.slots(1, provider)).toThrow(expect.objectContaining({ code: 'watcher/store-closed' }));
      await expect(store.putSlot({ epoch: 1, provider, slot: 1 }, up)).rejects.toMatchObject({
        code: 'watcher/store-closed',
      });
    }));
});
