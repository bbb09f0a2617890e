import { type AccountState, openedAccount } from '@tallystick/prover/core';
import type { Store } from '../store/createStore.js';
import { type AccountQuery, authorizeAccount } from './authorizeAccount.js';
import { type AccountStatus, statusOf } from './statusOf.js';

/**
 * An account as it is after the last final batch, for whoever shows its access token.
 *
 * @throws sequencer/unknown-account, sequencer/unauthorized
 */
export async function readAccount(
  { opens, accounts }: Pick<Store, 'opens' | 'accounts'>,
  query: AccountQuery,
): Promise<{ state: AccountState; status: AccountStatus }> {
  const { open, terms } = await authorizeAccount({ opens }, query);
  const { serial } = query;
  const { owner, amount } = open;
  const state = (await accounts.get(serial)) ?? openedAccount({ serial, owner, terms, amount });
  return { state, status: statusOf(open) };
}
