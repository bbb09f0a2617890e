import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { FIELD_MODULUS } from '../field.js';
import { loadCrypto } from '../hash/crypto.js';
import { AccountTree } from './AccountTree.js';
import type { NodeStore } from './nodeStores.js';
import { createMemoryNodeStore } from './nodeStores.js';
import { emptyNodes, rootOfPath } from './nodes.js';
import { updateLeaves } from './updateLeaves.js';

beforeAll(loadCrypto);

test('default: leaves at once make the tree that leaves one by one make', async () => {
  const index = fc.oneof(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 2 ** 32 - 1 }));
  const leaf = fc.bigInt({ min: 0n, max: FIELD_MODULUS - 1n });
  const rounds = fc.array(fc.array(fc.tuple(index, leaf), { maxLength: 8 }), { minLength: 1, maxLength: 3 });
  await fc.assert(
    fc.asyncProperty(rounds, async (given) => {
      const store = createMemoryNodeStore();
      const slow = new AccountTree(createMemoryNodeStore());
      for (const updates of given) {
        for (const [at, value] of updates) await slow.update(at, value);
        expect(await updateLeaves(store, new Map(updates))).toBe(await slow.root());
      }
      for (const [at] of given.flat()) {
        const path = await new AccountTree(store).path(at);
        expect(path).toEqual(await slow.path(at));
        expect(rootOfPath({ index: at, ...path })).toBe(path.root);
      }
    }),
    { seed: 1, numRuns: 20 },
  );
});

test('behavior: no leaf changes nothing, and any number takes one round trip to read and one to write', async () => {
  const store = createMemoryNodeStore();
  let reads = 0;
  let writes = 0;
  const counted: NodeStore = {
    get: (keys) => {
      reads += 1;
      return store.get(keys);
    },
    set: (entries) => {
      writes += 1;
      return store.set(entries);
    },
  };
  expect(await updateLeaves(counted, new Map())).toBe(emptyNodes()[0]);
  expect(writes).toBe(0);
  reads = 0;
  const leaves = new Map(Array.from({ length: 50 }, (_, i) => [i * 1000, BigInt(i)]));
  const root = await updateLeaves(counted, leaves);
  expect({ reads, writes }).toEqual({ reads: 1, writes: 1 });
  expect(await updateLeaves(counted, new Map())).toBe(root);
});

test('error: a leaf that is no field element changes nothing', async () => {
  const store = createMemoryNodeStore();
  await expect(
    updateLeaves(
      store,
      new Map([
        [1, 1n],
        [2, FIELD_MODULUS],
      ]),
    ),
  ).rejects.toMatchObject({
    code: 'crypto/not-a-field-element',
  });
  expect(await store.get(['16:1'])).toEqual([undefined]);
});
