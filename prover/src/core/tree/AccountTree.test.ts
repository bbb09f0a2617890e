import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { seededRandom } from '../../../test-support/seededRandom.js';
import { FIELD_MODULUS } from '../field.js';
import { loadCrypto } from '../hash/crypto.js';
import { compress } from '../hash/poseidon2.js';
import { AccountTree, type TreePath } from './AccountTree.js';
import type { NodeStore } from './nodeStores.js';
import { createMemoryNodeStore } from './nodeStores.js';
import { emptyNodes } from './nodes.js';

beforeAll(loadCrypto);

/** The root from leaves alone, level by level: slow, and written apart from the tree. */
function referenceRoot(leaves: ReadonlyMap<number, bigint>): bigint {
  let level = new Map(leaves);
  let empty = 0n;
  for (let depth = 0; depth < 16; depth++) {
    const parents = new Map<number, bigint>();
    for (const index of level.keys()) {
      const first = index - (index % 4);
      const [a = empty, b = empty, c = empty, d = empty] = [0, 1, 2, 3].map((i) => level.get(first + i));
      parents.set(first / 4, compress(a, b, c, d));
    }
    empty = compress(empty, empty, empty, empty);
    level = parents;
  }
  return level.get(0) ?? empty;
}

/** The root that a path proves. */
function climb(index: number, { leaf, siblings }: TreePath): bigint {
  return siblings.reduce((node, [a, b, c], level) => {
    const family = [a, b, c];
    family.splice(Math.floor(index / 4 ** level) % 4, 0, node);
    const [w = 0n, x = 0n, y = 0n, z = 0n] = family;
    return compress(w, x, y, z);
  }, leaf);
}

test('default', async () => {
  const tree = new AccountTree(createMemoryNodeStore());
  expect(await tree.root()).toBe(emptyNodes()[0]);
  await tree.update(5, 123n);
  expect(await tree.leaf(5)).toBe(123n);
  expect(await tree.leaf(6)).toBe(0n);
  expect(await tree.root()).toBe(referenceRoot(new Map([[5, 123n]])));
});

test('behavior: after any updates, root and paths are those of the leaves alone', async () => {
  const index = fc.oneof(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 2 ** 32 - 1 }));
  const leaf = fc.bigInt({ min: 0n, max: FIELD_MODULUS - 1n });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(index, leaf), { minLength: 1, maxLength: 12 }), async (updates) => {
      const tree = new AccountTree(createMemoryNodeStore());
      const leaves = new Map<number, bigint>();
      for (const [at, value] of updates) {
        await tree.update(at, value);
        leaves.set(at, value);
      }
      const root = await tree.root();
      expect(root).toBe(referenceRoot(leaves));
      for (const [at, value] of leaves) {
        const path = await tree.path(at);
        expect(path).toMatchObject({ leaf: value, root });
        expect(climb(at, path)).toBe(root);
      }
    }),
    { seed: 1, numRuns: 25 },
  );
});

test('behavior: an update answers with the families as they were before', async () => {
  const tree = new AccountTree(createMemoryNodeStore());
  const random = seededRandom(1);
  for (let i = 0; i < 8; i++) await tree.update(i, random() % FIELD_MODULUS);
  const before = await tree.families(6);
  expect(await tree.update(6, 1n)).toEqual(before);
  expect((await tree.families(6))[0]?.[2]).toBe(1n);
});

test('behavior: a path is one round trip', async () => {
  let calls = 0;
  const store = createMemoryNodeStore();
  const counted: NodeStore = {
    get: (keys) => {
      calls++;
      return store.get(keys);
    },
    set: store.set,
  };
  await new AccountTree(counted).path(77);
  expect(calls).toBe(1);
});

test.each([-1, 1.5, 2 ** 32, Number.NaN])('error: index %s', async (index) => {
  const tree = new AccountTree(createMemoryNodeStore());
  for (const call of [tree.leaf(index), tree.path(index), tree.update(index, 1n)]) {
    await expect(call).rejects.toMatchObject({ code: 'tree/index-out-of-range' });
  }
});

test('error: a leaf that is no field element changes nothing', async () => {
  const tree = new AccountTree(createMemoryNodeStore());
  await expect(tree.update(1, FIELD_MODULUS)).rejects.toMatchObject({ code: 'crypto/not-a-field-element' });
  expect(await tree.root()).toBe(emptyNodes()[0]);
});

test('error: a store that answers with too few nodes', async () => {
  const tree = new AccountTree({ get: async () => [], set: async () => {} });
  await expect(tree.root()).rejects.toMatchObject({ code: 'tree/store-corrupt' });
});
