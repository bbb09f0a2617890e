import { compress } from '../hash/compress.js';
import { TREE_DEPTH } from './TREE_DEPTH.js';

let cached: readonly bigint[] | undefined;

/**
 * Roots of empty subtrees by level, `emptyNodes()[16]` = 0 for the leaf and `emptyNodes()[0]` for the whole empty tree.
 *
 * @throws crypto/not-loaded
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
