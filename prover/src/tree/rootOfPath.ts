import { compress } from '../hash/compress.js';
import type { Quad } from '../hash/poseidon2Permute.js';

/**
 * The root that a leaf and its path lead to.
 *
 * @param siblings field elements, leaf level first: three neighbours left to right on each level
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
