import type { AccountState } from '../core/account/account.js';
import type { BatchUpdate } from '../core/account/batchLeaves.js';
import { leafOf, openedAccount, refreshed } from '../core/account/leaf.js';
import type { TreeFamilies } from '../core/tree/AccountTree.js';
import { type BatchContext, type BatchPlace, refuse } from './request.js';

/**
 * An account as the settle section will find it: out of the stores, or opened by this very batch with disclosed terms.
 * Undefined when it is unknown or beyond the shape's reach.
 */
export async function loadAccount(
  { request, accounts }: BatchContext,
  serial: number,
): Promise<AccountState | undefined> {
  if (serial >= 4 ** request.shape.activeDepth) return undefined;
  const open = request.opens[serial - request.firstSerial];
  if (open === undefined) return accounts.get(serial);
  const { owner, terms, amount } = open;
  return typeof terms === 'bigint' ? undefined : openedAccount({ serial, owner, terms, amount });
}

/**
 * The account at a place of the batch, within reach of the shape.
 *
 * @throws batch/serial-beyond-depth, batch/unknown-account
 */
export async function knownAccount({ request, accounts }: BatchContext, place: BatchPlace): Promise<AccountState> {
  const limit = 4 ** request.shape.activeDepth;
  if (place.serial >= limit)
    refuse('batch/serial-beyond-depth', place, { given: place.serial, expected: `below ${limit}` });
  const state = await accounts.get(place.serial);
  return state ?? refuse('batch/unknown-account', place);
}

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
