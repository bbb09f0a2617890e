import { compress, type Quad } from '../hash/poseidon2.js';

/** Levels of the quaternary account tree: 4^16 = 2^32 leaves. Level 0 is the root, level 16 holds the leaves. */
export const TREE_DEPTH = 16;

let cached: readonly bigint[] | undefined;

/**
 * Roots of empty subtrees by level, `emptyNodes()[16]` = 0 for the leaf and `emptyNodes()[0]` for the whole empty tree.
 *
 * @throws crypto/not-loaded
 *
 * @example
 * import { AccountTree, createMemoryNodeStore, emptyNodes, loadCrypto } from '@tallystick/prover/core';
 *
 * await loadCrypto();
 * emptyNodes()[0] === (await new AccountTree(createMemoryNodeStore()).root()); // true
 */
export function emptyNodes(): readonly bigint[] {
  if (cached === undefined) {
    const nodes = [0n];
    for (let i = 0; i < TREE_DEPTH; i++) {
      const below = nodes[0] ?? 0n;
      nodes.unshift(compress(below, below, below, below));
    }
    cached = nodes;
  }
  return cached;
}

/** Key of a node in a `NodeStore`. */
export function nodeKey(level: number, index: number): string {
  return `${level}:${index}`;
}

/**
 * The root that a leaf and its path lead to; `siblings` are field elements, leaf level first: three neighbours left to right on
 * each level.
 *
 * @throws crypto/not-a-field-element, crypto/not-loaded
 */
export function rootOfPath(path: {
  index: number;
  leaf: bigint;
  siblings: readonly (readonly [bigint, bigint, bigint])[];
}): bigint {
  let node = path.leaf;
  let at = path.index;
  for (const siblings of path.siblings) {
    const family: bigint[] = [...siblings];
    family.splice(at % 4, 0, node);
    node = compress(...(family as unknown as Quad));
    at = Math.floor(at / 4);
  }
  return node;
}
