import { type AccountState, openedAccount } from '@tallystick/prover/core';
import { apiError } from '@tallystick/prover/sequencer-client';
import type { OpenRecord } from '../store/createOpenStore.js';
import type { StoreTables } from '../store/createStore.js';

/** A registered account as it is after the last final batch; before it is in the tree, as it will be opened. */
export type KnownAccount = { state: AccountState; open: OpenRecord };

/**
 * Finds a registered account and keeps others from changing what is known of it until the transaction ends.
 *
 * @throws sequencer/unknown-account
 */
export async function requireAccount({ opens, accounts }: StoreTables, serial: number): Promise<KnownAccount> {
  const open = await opens.lock(serial);
  if (!open?.disclosed) {
    throw apiError('sequencer/unknown-account', { facts: { field: 'serial', given: serial } });
  }
  const { owner, amount, disclosed: terms } = open;
  const state = (await accounts.get(serial)) ?? openedAccount({ serial, owner, terms, amount });
  return { state, open };
}
