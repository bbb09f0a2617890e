import { isFieldElement } from '../field.js';
import { MAX_BALANCE, MAX_COUNTER, MAX_NONCE, MAX_SERIAL, validateInteger } from '../limits.js';
import { isOnCurve, type Point } from '../signature.js';
import { type Units, validateUnits } from '../units.js';
import { accountError } from './accountErrors.js';
import { type Terms, validateTerms } from './terms.js';

/** Everything behind one leaf of the tree. */
export type AccountState = {
  /** Index of the leaf, handed out by the rollup contract from 1 upwards. */
  serial: number;
  owner: Point;
  terms: Terms;
  /** Token base units, below 2^88. */
  balance: bigint;
  /** Allowance: units settled so far. Earning account: units delivered so far. */
  counters: Units;
  /** Number of withdrawals so far, below 2^24. */
  nonce: number;
  /** Random field element that hides the leaf; 0 for a fresh account. */
  blinding: bigint;
};

/**
 * Whether the account earns (a provider's or the operator's) rather than prepays.
 *
 * @example
 * import { earningTerms, isEarningAccount } from '@tallystick/prover/core';
 *
 * isEarningAccount({ terms: earningTerms(5n) }); // true
 */
export function isEarningAccount({ terms }: Pick<AccountState, 'terms'>): boolean {
  return terms.providerSerial === 0;
}

/**
 * Checks every field of an account against the leaf format.
 *
 * @throws account/malformed, account/out-of-range, account/owner-off-curve, account/earning-with-prices
 */
export function validateAccountState(state: AccountState): void {
  const toError = accountError.of('account/out-of-range');
  validateInteger(state.serial, { field: 'serial', min: 1, max: MAX_SERIAL, toError });
  if (!isOnCurve(state.owner)) throw accountError('account/owner-off-curve', { facts: { serial: state.serial } });
  validateTerms(state.terms);
  if (typeof state.balance !== 'bigint' || state.balance < 0n || state.balance > MAX_BALANCE) {
    const facts = { field: 'balance', given: state.balance ?? null, expected: `bigint from 0 to ${MAX_BALANCE}` };
    throw toError({ message: 'balance is out of range', facts });
  }
  validateUnits(state.counters, { field: 'counters', max: MAX_COUNTER, toError });
  validateInteger(state.nonce, { field: 'nonce', max: MAX_NONCE, toError });
  if (!isFieldElement(state.blinding)) {
    throw accountError('account/malformed', { facts: { field: 'blinding', expected: 'a field element' } });
  }
}
