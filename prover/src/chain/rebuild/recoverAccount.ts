import type { AccountState } from '../../core/account/account.js';
import { accountError } from '../../core/account/accountErrors.js';
import { openedAccount } from '../../core/account/leaf.js';
import { recoverUpdate } from '../../core/account/recoverUpdate.js';
import type { Terms } from '../../core/account/terms.js';
import { hashTerms } from '../../core/account/terms.js';
import type { TreeOpening } from './rebuildTree.js';

/**
 * Opens an account that a rebuild of the tree found, with the view key in its terms.
 *
 * @returns undefined when the account wasn't open yet at that batch
 * @throws account/not-recoverable when the terms aren't those it was opened with
 *
 * @example
 * import { rebuildTree, recoverAccount } from '@tallystick/prover/chain';
 *
 * const { openings } = await rebuildTree({ client: publicClient, deployment, openings: [{ serial: 2, batchId: 20n }] });
 * for (const opening of openings) console.log(recoverAccount(opening, terms)?.balance);
 */
export function recoverAccount(opening: TreeOpening, terms: Terms): AccountState | undefined {
  const { serial, published } = opening;
  if (published === undefined) return undefined;
  const { opened, update } = published;
  const { owner, amount } = opened;
  if (opened.terms !== hashTerms(terms)) {
    throw accountError('account/not-recoverable', {
      message: 'The account was opened with other terms',
      facts: { field: 'terms', serial },
    });
  }
  if (update === undefined) return openedAccount({ serial, owner, terms, amount });
  return recoverUpdate({ ...update, serial, owner, terms });
}
