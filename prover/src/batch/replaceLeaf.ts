import type { AccountState } from '../account/AccountState.js';
import { leafOf } from '../account/leafOf.js';
import { refreshed } from '../account/refreshed.js';
import type { TreeFamilies } from '../tree/AccountTree.js';
import type { BatchContext } from './BatchContext.js';
import { type BatchPlace, refuse } from './refuse.js';

/** One update as it is published. */
export type BatchUpdate = { serial: number; leaf: bigint; maskedWord: bigint };

/**
 * Replaces an account under the pad of update `slot`, in the tree and among the accounts.
 *
 * @returns the published update, and the tree's families before it
 * @throws batch/stale-account when the leaf is not that of `before`
 */
export async function replaceLeaf(
  { request, accounts, tree }: BatchContext,
  change: { place: BatchPlace; slot: number; before: AccountState; after: AccountState },
): Promise<{ update: BatchUpdate; families: TreeFamilies }> {
  const { place, slot, before, after } = change;
  const leaf = leafOf(before);
  const stored = await tree.leaf(before.serial);
  if (stored !== leaf) refuse('batch/stale-account', place, { field: 'leaf', given: leaf, expected: stored });
  const next = refreshed(after, { salt: request.salt, slot });
  const families = await tree.update(before.serial, next.leaf);
  await accounts.set([next.state]);
  return { update: { serial: before.serial, leaf: next.leaf, maskedWord: next.maskedWord }, families };
}
