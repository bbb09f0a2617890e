import { toField } from '../field.js';
import { compress } from '../hash/poseidon2.js';
import type { NodeStore } from './nodeStores.js';
import { emptyNodes, nodeKey, TREE_DEPTH } from './nodes.js';

/**
 * Replaces many leaves at once, level by level: each node above them is hashed once, however many of them lie below it. One
 * round trip to read, one to write.
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
  if (leaves.size === 0) {
    const [kept] = await store.get([nodeKey(0, 0)]);
    return kept ?? empty[0] ?? 0n;
  }
  let changed = new Map<number, bigint>();
  for (const [index, leaf] of leaves) changed.set(index, toField(leaf, 'leaf'));
  const keys = siblingKeys(leaves.keys());
  const old = await store.get(keys);
  const entries: [string, bigint][] = [];
  // The nodes come as their keys do: levels from the leaves up, in each the families in the order in which they changed.
  let at = 0;
  for (let level = TREE_DEPTH; level > 0; level--) {
    for (const [index, node] of changed) entries.push([nodeKey(level, index), node]);
    const above = new Map<number, bigint>();
    for (const parent of parentsOf(changed.keys())) {
      const child = (i: number): bigint => changed.get(4 * parent + i) ?? old[at + i] ?? empty[level] ?? 0n;
      above.set(parent, compress(child(0), child(1), child(2), child(3)));
      at += 4;
    }
    changed = above;
  }
  const root = changed.get(0) ?? 0n;
  await store.set([...entries, [nodeKey(0, 0), root]]);
  return root;
}

/** Keys of the four nodes under each parent of the leaves, of their parents, and so on, leaf level first. */
function siblingKeys(indices: Iterable<number>): string[] {
  const keys: string[] = [];
  let changed = indices;
  for (let level = TREE_DEPTH; level > 0; level--) {
    const parents = parentsOf(changed);
    for (const parent of parents) for (let i = 0; i < 4; i++) keys.push(nodeKey(level, 4 * parent + i));
    changed = parents;
  }
  return keys;
}

function parentsOf(indices: Iterable<number>): Set<number> {
  return new Set(Array.from(indices, (index) => Math.floor(index / 4)));
}
