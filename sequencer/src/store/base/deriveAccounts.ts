import {
  type AccountState,
  openedAccount,
  type PublishedLeaf,
  recoverUpdate,
  TallystickError,
} from '@tallystick/prover/core';
import type { OpenRecord } from '../createOpenStore.js';
import type { StoreTables } from '../createStore.js';

/**
 * Brings the accounts in line with the leaves that hold now: an account is known when it is in the tree and its terms are disclosed, and
 * its state is then read from the chain with its view key. All others are taken out.
 */
export async function deriveAccounts(
  tables: Pick<StoreTables, 'opens' | 'accounts' | 'l1'>,
  serials: readonly number[],
): Promise<void> {
  if (serials.length === 0) return;
  const leaves = await tables.l1.leaves(serials);
  const known: AccountState[] = [];
  for (const open of await tables.opens.many(serials)) {
    const leaf = leaves.get(open.serial);
    const state = leaf && accountOf(open, leaf);
    if (state) known.push(state);
  }
  const found = new Set(known.map(({ serial }) => serial));
  await tables.l1.dropAccounts(serials.filter((serial) => !found.has(serial)));
  await tables.accounts.set(known);
}

function accountOf(open: OpenRecord, { update, leaf }: PublishedLeaf): AccountState | undefined {
  const { serial, owner, amount, disclosed: terms } = open;
  if (!terms) return undefined;
  if (!update) return openedAccount({ serial, owner, terms, amount });
  try {
    return recoverUpdate({ serial, owner, terms, leaf, ...update });
  } catch (error) {
    // The circuit forces the pad to be the terms' view key's, so this can't be; a follower that stops for good would be worse.
    if (error instanceof TallystickError && error.code === 'account/not-recoverable') return undefined;
    throw error;
  }
}
