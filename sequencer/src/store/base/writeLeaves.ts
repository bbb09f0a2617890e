import { AccountTree, createOverlayNodeStore } from '@tallystick/prover/core';
import type { StoreTables } from '../createStore.js';

/**
 * Puts leaves into the tree, in one round trip to read and one to write. An empty leaf is 0.
 *
 * @returns the root that they lead to
 */
export async function writeLeaves(
  { nodes }: Pick<StoreTables, 'nodes'>,
  leaves: Iterable<readonly [serial: number, leaf: bigint]>,
): Promise<bigint> {
  const latest = new Map(leaves);
  const overlay = createOverlayNodeStore(nodes);
  const tree = new AccountTree(overlay);
  await tree.warm([0, ...latest.keys()]);
  for (const [serial, leaf] of latest) await tree.update(serial, leaf);
  await nodes.set(overlay.entries());
  return tree.root();
}
