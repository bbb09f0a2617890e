import { toField } from '../field.js';
import { compress } from '../hash/poseidon2.js';
import type { NodeStore } from './nodeStores.js';
import { emptyNodes, nodeKey, TREE_DEPTH } from './nodes.js';

/**
 * Replaces many leaves at once, level by level: each node above them is hashed once, however many of them lie below it. One
 * round trip a level to read, one in all to write.
 *
 * @param leaves new leaves by index, indices from 0 to 4^16 - 1 (unchecked)
 * @returns the new root
 * @throws crypto/not-a-field-element, crypto/not-loaded
 *
 * @example
 * import { AccountTree, createMemoryNodeStore, loadCrypto, updateLeaves } from '@tallystick/prover/core';
 *
 * await loadCrypto();
 * const store = createMemoryNodeStore();
 * await updateLeaves(store, new Map([[1, 42n], [2, 43n]]));
 * await new AccountTree(store).leaf(2); // 43n
 */
export async function updateLeaves(store: NodeStore, leaves: ReadonlyMap<number, bigint>): Promise<bigint> {
  const empty = emptyNodes();
  const entries: [string, bigint][] = [];
  let changed = new Map<number, bigint>();
  for (const [index, leaf] of leaves) changed.set(index, toField(leaf, 'leaf'));
  for (let level = TREE_DEPTH; level > 0; level--) {
    for (const [index, node] of changed) entries.push([nodeKey(level, index), node]);
    const parents = [...new Set(Array.from(changed.keys(), (index) => Math.floor(index / 4)))];
    const old = await store.get(parents.flatMap((at) => [0, 1, 2, 3].map((i) => nodeKey(level, 4 * at + i))));
    const above = new Map<number, bigint>();
    for (const [p, at] of parents.entries()) {
      const child = (i: number): bigint => changed.get(4 * at + i) ?? old[4 * p + i] ?? empty[level] ?? 0n;
      above.set(at, compress(child(0), child(1), child(2), child(3)));
    }
    changed = above;
  }
  const root = changed.get(0);
  if (root !== undefined) {
    await store.set([...entries, [nodeKey(0, 0), root]]);
    return root;
  }
  const [kept] = await store.get([nodeKey(0, 0)]);
  return kept ?? empty[0] ?? 0n;
}
