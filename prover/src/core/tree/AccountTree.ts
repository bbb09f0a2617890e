import { toField } from '../field.js';
import type { Quad } from '../hash/poseidon2.js';
import { compress } from '../hash/poseidon2.js';
import type { NodeStore } from './nodeStores.js';
import { emptyNodes, nodeKey, TREE_DEPTH } from './nodes.js';
import { treeError } from './treeErrors.js';

/** A leaf with what proves it: `siblings[0]` are the leaf's three neighbours, left to right, `siblings[15]` the root's children. */
export type TreePath = { leaf: bigint; siblings: [bigint, bigint, bigint][]; root: bigint };

/** The four nodes under each parent of a path, leaf level first. */
export type TreeFamilies = Quad[];

const MAX_INDEX = 4 ** TREE_DEPTH - 1;

/**
 * The quaternary account tree over a node store: node = compress(four children), empty leaf 0, leaf index = serial. Every
 * method takes one round trip to read and one to write.
 *
 * @example
 * import { AccountTree, createMemoryNodeStore, loadCrypto } from '@tallystick/prover/core';
 *
 * await loadCrypto();
 * const tree = new AccountTree(createMemoryNodeStore());
 * await tree.update(7, 42n);
 * await tree.leaf(7); // 42n
 */
export class AccountTree {
  readonly #store: NodeStore;

  constructor(store: NodeStore) {
    this.#store = store;
  }

  /** The root at depth 16. */
  async root(): Promise<bigint> {
    const [root = 0n] = await this.nodes(0, 0, 1);
    return root;
  }

  /** @throws tree/index-out-of-range */
  async leaf(index: number): Promise<bigint> {
    checkIndex(index);
    const [leaf = 0n] = await this.nodes(TREE_DEPTH, index, 1);
    return leaf;
  }

  /** `count` neighbouring nodes of one level, from index `first` on. */
  async nodes(level: number, first: number, count: number): Promise<bigint[]> {
    const keys = Array.from({ length: count }, (_, i) => nodeKey(level, first + i));
    return this.#read(keys, () => level);
  }

  /** @throws tree/index-out-of-range */
  async path(index: number): Promise<TreePath> {
    const families = await this.families(index);
    const positions = positionsOf(index);
    const siblings = families.map(
      (family, i) => family.filter((_, at) => at !== positions[i]) as [bigint, bigint, bigint],
    );
    const [lowest = [0n, 0n, 0n, 0n]] = families;
    const highest = families.at(-1) ?? lowest;
    return { leaf: lowest[positions[0] ?? 0] ?? 0n, siblings, root: compress(...highest) };
  }

  /** The four nodes under each parent on the way from a leaf to the root: 16 families, leaf level first. */
  async families(index: number): Promise<TreeFamilies> {
    checkIndex(index);
    const keys = familyKeys(index);
    const nodes = await this.#read(keys, (i) => TREE_DEPTH - Math.floor(i / 4));
    return Array.from({ length: TREE_DEPTH }, (_, i) => nodes.slice(4 * i, 4 * i + 4) as unknown as Quad);
  }

  /**
   * Replaces a leaf and every node above it.
   *
   * @returns the families of the path as they were before
   * @throws tree/index-out-of-range, crypto/not-a-field-element
   */
  async update(index: number, leaf: bigint): Promise<TreeFamilies> {
    const families = await this.families(index);
    const positions = positionsOf(index);
    const entries: [string, bigint][] = [];
    let node = toField(leaf, 'leaf');
    let at = index;
    for (const [i, family] of families.entries()) {
      entries.push([nodeKey(TREE_DEPTH - i, at), node]);
      node = compress(...(family.map((old, j) => (j === positions[i] ? node : old)) as unknown as Quad));
      at = Math.floor(at / 4);
    }
    entries.push([nodeKey(0, 0), node]);
    await this.#store.set(entries);
    return families;
  }

  /** Reads everything that `families` and `update` of these leaves need, in one round trip, into a store that remembers. */
  async warm(indices: readonly number[]): Promise<void> {
    const keys = new Set<string>();
    for (const index of indices) {
      checkIndex(index);
      for (const key of familyKeys(index)) keys.add(key);
    }
    await this.#store.get([...keys]);
  }

  async #read(keys: string[], levelAt: (i: number) => number): Promise<bigint[]> {
    const empty = emptyNodes();
    const nodes = await this.#store.get(keys);
    if (nodes.length !== keys.length) {
      throw treeError('tree/store-corrupt', { facts: { given: nodes.length, expected: keys.length } });
    }
    return nodes.map((node, i) => node ?? empty[levelAt(i)] ?? 0n);
  }
}

function checkIndex(index: number): void {
  if (Number.isInteger(index) && index >= 0 && index <= MAX_INDEX) return;
  throw treeError('tree/index-out-of-range', { facts: { given: index, expected: `from 0 to ${MAX_INDEX}` } });
}

/** Place of the path's node among its four siblings, by level, leaf level first. */
function positionsOf(index: number): number[] {
  return Array.from({ length: TREE_DEPTH }, (_, i) => Math.floor(index / 4 ** i) % 4);
}

function familyKeys(index: number): string[] {
  const keys: string[] = [];
  for (let i = 0; i < TREE_DEPTH; i++) {
    const first = Math.floor(index / 4 ** (i + 1)) * 4;
    for (let at = 0; at < 4; at++) keys.push(nodeKey(TREE_DEPTH - i, first + at));
  }
  return keys;
}
