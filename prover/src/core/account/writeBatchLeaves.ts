import type { NodeStore } from '../tree/nodeStores.js';
import { updateLeaves } from '../tree/updateLeaves.js';
import { batchLeaves, type PublishedBatch, type PublishedLeaf } from './batchLeaves.js';

/**
 * Does to a tree what a batch did to it. Whether the root is the one that the contract has is the caller's to compare.
 *
 * @returns the root after the batch, and the leaves that it wrote, by serial
 * @throws crypto/not-a-field-element, crypto/not-loaded
 *
 * @example
 * import { createMemoryNodeStore, loadCrypto, writeBatchLeaves } from '@tallystick/prover/core';
 *
 * await loadCrypto();
 * const updates = [{ serial: 7, leaf, maskedWord }];
 * const { root } = await writeBatchLeaves(createMemoryNodeStore(), { salt, updates });
 */
export async function writeBatchLeaves(
  nodes: NodeStore,
  batch: PublishedBatch,
): Promise<{ root: bigint; leaves: Map<number, PublishedLeaf> }> {
  const leaves = batchLeaves(batch);
  const root = await updateLeaves(nodes, new Map(Array.from(leaves.values(), ({ serial, leaf }) => [serial, leaf])));
  return { root, leaves };
}
