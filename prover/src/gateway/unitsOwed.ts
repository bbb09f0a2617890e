import type { Units } from '../account/Units.js';
import { addUnits } from '../units/addUnits.js';
import { maxUnits } from '../units/maxUnits.js';
import type { Session } from './Session.js';

/** Cumulative units that a receipt must reach for one more request: charged, reserved and its price; never below the latest. */
export function unitsOwed(session: Session, price: Units): Units {
  const owed = addUnits(addUnits(session.used, session.reserved), price);
  return maxUnits(maxUnits(owed, session.from), session.receipt?.units ?? owed);
}
