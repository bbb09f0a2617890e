import type { Point } from '../signature.js';
import type { AccountState } from './account.js';
import { accountError } from './accountErrors.js';
import { openUpdate } from './openUpdate.js';
import type { Terms } from './terms.js';

export type RecoverUpdateParameters = {
  serial: number;
  owner: Point;
  /** The account's terms, with the view key that opens the update. */
  terms: Terms;
  /** Salt of the batch which published the update. */
  salt: bigint;
  /** Index of the update in that batch. */
  slot: number;
  leaf: bigint;
  maskedWord: bigint;
};

/**
 * Reads an account from an update on L1, which is all that its parties need to keep track of it. The result is checked
 * against the published leaf.
 *
 * @throws account/not-recoverable
 *
 * @example
 * import { recoverUpdate } from '@tallystick/prover/core';
 *
 * // salt, slot, leaf and masked word are what the batch published
 * const { balance, counters } = recoverUpdate({ serial: 7, owner, terms, salt, slot: 0, leaf, maskedWord });
 */
export function recoverUpdate(parameters: RecoverUpdateParameters): AccountState {
  const { serial, owner, terms, slot } = parameters;
  const opened = openUpdate({ ...parameters, viewKey: terms.viewKey });
  if (opened === undefined) throw accountError('account/not-recoverable', { facts: { serial, slot } });
  return { serial, owner, terms, ...opened };
}
