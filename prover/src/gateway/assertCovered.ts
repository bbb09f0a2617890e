import { MAX_COUNTER } from '../account/limits.js';
import { UNIT_KEYS } from '../account/UNIT_KEYS.js';
import type { Units } from '../account/Units.js';
import { TallystickError } from '../errors/TallystickError.js';
import { amountOwed } from '../receipt/amountOwed.js';
import { addUnits } from '../units/addUnits.js';
import { maxUnits } from '../units/maxUnits.js';
import type { Allowance } from './Allowance.js';
import type { Session } from './Session.js';

/**
 * Checks that the latest receipt and the credit cover everything charged, everything reserved and the price of one more
 * request, and that the allowance can pay for it.
 *
 * @throws gateway/payment-insufficient, gateway/beyond-balance, gateway/counter-exhausted
 */
export function assertCovered({
  session,
  allowance,
  price,
  credit,
}: {
  session: Session;
  allowance: Allowance;
  price: Units;
  credit: Units;
}): void {
  const { serial } = session;
  const { settled, balance, terms } = allowance;
  const needed = addUnits(addUnits(session.used, session.reserved), price);
  const exhausted = UNIT_KEYS.find((key) => needed[key] > MAX_COUNTER);
  if (exhausted !== undefined) {
    const facts = { field: `units.${exhausted}`, serial, given: needed[exhausted], expected: `at most ${MAX_COUNTER}` };
    throw new TallystickError('gateway/counter-exhausted', { facts });
  }
  const amount = amountOwed({ from: settled, to: maxUnits(settled, needed), prices: terms.prices });
  if (amount > balance) {
    const facts = { field: 'units', serial, given: amount, expected: `at most ${balance}` };
    throw new TallystickError('gateway/beyond-balance', { facts });
  }
  const covered = session.receipt?.units ?? session.from;
  const short = UNIT_KEYS.find((key) => covered[key] + credit[key] < needed[key]);
  if (short === undefined) return;
  const facts = { field: `units.${short}`, serial, given: covered[short], expected: `at least ${needed[short]}` };
  throw new TallystickError('gateway/payment-insufficient', { facts });
}
