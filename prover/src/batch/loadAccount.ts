import type { AccountState } from '../account/AccountState.js';
import { openedAccount } from '../account/openedAccount.js';
import type { BatchContext } from './BatchContext.js';

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
