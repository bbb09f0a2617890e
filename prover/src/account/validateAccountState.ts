import { TallystickError } from '../errors/TallystickError.js';
import { isFieldElement } from '../field/isFieldElement.js';
import { isOnCurve } from '../signature/isOnCurve.js';
import type { AccountState } from './AccountState.js';
import { MAX_BALANCE, MAX_COUNTER, MAX_NONCE, MAX_SERIAL } from './limits.js';
import { validateInteger } from './validateInteger.js';
import { validateTerms } from './validateTerms.js';
import { validateUnits } from './validateUnits.js';

/**
 * Checks every field of an account against the leaf format.
 *
 * @throws account/malformed, account/out-of-range, account/owner-off-curve, account/earning-with-prices
 */
export function validateAccountState(state: AccountState): void {
  const code = 'account/out-of-range';
  validateInteger(state.serial, { field: 'serial', min: 1, max: MAX_SERIAL, code });
  if (!isOnCurve(state.owner))
    throw new TallystickError('account/owner-off-curve', { facts: { serial: state.serial } });
  validateTerms(state.terms);
  if (typeof state.balance !== 'bigint' || state.balance < 0n || state.balance > MAX_BALANCE) {
    const facts = { field: 'balance', given: state.balance ?? null, expected: `bigint from 0 to ${MAX_BALANCE}` };
    throw new TallystickError(code, { message: 'balance is out of range', facts });
  }
  validateUnits(state.counters, { field: 'counters', max: MAX_COUNTER, code });
  validateInteger(state.nonce, { field: 'nonce', max: MAX_NONCE, code });
  if (!isFieldElement(state.blinding)) {
    throw new TallystickError('account/malformed', { facts: { field: 'blinding', expected: 'a field element' } });
  }
}
