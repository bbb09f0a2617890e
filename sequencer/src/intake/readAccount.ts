import { createHash, timingSafeEqual } from 'node:crypto';
import { type AccountState, accessToken, openedAccount, TallystickError } from '@tallystick/prover';
import type { Store } from '../store/createStore.js';
import { type AccountStatus, statusOf } from './statusOf.js';

/**
 * An account as it is after the last final batch, for whoever shows its access token.
 *
 * @param authorization The request's header, `Bearer <token>`.
 * @throws sequencer/unknown-account, sequencer/unauthorized
 */
export async function readAccount(
  { opens, accounts }: Pick<Store, 'opens' | 'accounts'>,
  { serial, authorization }: { serial: number; authorization: string | undefined },
): Promise<{ state: AccountState; status: AccountStatus }> {
  const open = await opens.get(serial);
  if (!open?.disclosed) {
    throw new TallystickError('sequencer/unknown-account', { facts: { field: 'serial', given: serial } });
  }
  const { owner, amount, disclosed: terms } = open;
  if (!isEqual(authorization ?? '', `Bearer ${accessToken({ viewKey: terms.viewKey, serial })}`)) {
    throw new TallystickError('sequencer/unauthorized', { facts: { field: 'authorization', serial } });
  }
  const state = (await accounts.get(serial)) ?? openedAccount({ serial, owner, terms, amount });
  return { state, status: statusOf(open) };
}

/** In constant time: equal lengths by hashing first. */
function isEqual(given: string, expected: string): boolean {
  const [a, b] = [given, expected].map((text) => createHash('sha256').update(text).digest());
  return a !== undefined && b !== undefined && timingSafeEqual(a, b);
}
