import { openedAccount, openedLeaf } from '../../core/account/leaf.js';
import { hashTerms } from '../../core/account/terms.js';
import type { TreeFamilies } from '../../core/tree/AccountTree.js';
import type { BatchContext } from '../request.js';
import { refuse } from '../request.js';

/** An open slot as it ran; an unused one has only zeros and walks to serial 0, which stays empty. */
export type OpenStep = { ownerX: bigint; ownerY: bigint; terms: bigint; amount: bigint; families: TreeFamilies };

/**
 * Inserts the account of open slot `slot`; it becomes known where its terms are disclosed.
 *
 * @throws batch/serial-taken
 */
export async function applyOpen({ request, accounts, tree }: BatchContext, slot: number): Promise<OpenStep> {
  const open = request.opens[slot];
  if (open === undefined) return { ownerX: 0n, ownerY: 0n, terms: 0n, amount: 0n, families: await tree.families(0) };

  const serial = request.firstSerial + slot;
  const stored = await tree.leaf(serial);
  if (stored !== 0n) refuse('batch/serial-taken', { section: 'open', slot, serial }, { given: stored, expected: 0n });
  const { owner, amount } = open;
  const terms = typeof open.terms === 'bigint' ? open.terms : hashTerms(open.terms);
  const families = await tree.update(serial, openedLeaf({ serial, owner, terms, amount }));
  if (typeof open.terms !== 'bigint') await accounts.set([openedAccount({ serial, owner, terms: open.terms, amount })]);
  return { ownerX: owner.x, ownerY: owner.y, terms, amount, families };
}
