import type { Point } from '../signature/Point.js';
import type { AccountState } from './AccountState.js';
import type { Terms } from './Terms.js';
import { ZERO_UNITS } from './ZERO_UNITS.js';

/** A fresh account as `open` makes it: counters, nonce and blinding 0, since its data is public on L1 at that moment. */
export function openedAccount(opened: { serial: number; owner: Point; terms: Terms; amount: bigint }): AccountState {
  const { serial, owner, terms, amount } = opened;
  return { serial, owner, terms, balance: amount, counters: { ...ZERO_UNITS }, nonce: 0, blinding: 0n };
}
