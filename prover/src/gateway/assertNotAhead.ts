import { UNIT_KEYS } from '../account/UNIT_KEYS.js';
import type { Units } from '../account/Units.js';
import { TallystickError } from '../errors/TallystickError.js';
import type { Receipt } from '../receipt/Receipt.js';
import { addUnits } from '../units/addUnits.js';
import { maxUnits } from '../units/maxUnits.js';
import type { Session } from './Session.js';
import { unitsOwed } from './unitsOwed.js';

/**
 * Checks that neither a receipt nor what the request asks for runs further ahead of the units charged than the provider
 * allows. Where a unit costs nothing, no balance limits a receipt, and one that fills a counter would fill the provider's
 * own with it, after which no receipt over that resource could be settled.
 *
 * Measured from what is charged: from the latest receipt it could climb step by step, and what a request asks for may be the
 * consumer's choice, though it is never served. What is acknowledged or settled already stays good.
 *
 * @throws gateway/too-far-ahead
 */
export function assertNotAhead({
  receipt,
  session,
  settled,
  price,
  maxPrepaidUnits,
}: {
  receipt: Receipt;
  session: Session;
  settled: Units;
  /** Units that the request asks for. */
  price: Units;
  /** Units of each resource. */
  maxPrepaidUnits: bigint;
}): void {
  const ahead = { computeUnitSeconds: maxPrepaidUnits, storageGibHours: maxPrepaidUnits, egressMib: maxPrepaidUnits };
  const allowed = maxUnits(addUnits(session.used, ahead), maxUnits(settled, session.receipt?.units ?? settled));
  const asked = maxUnits(receipt.units, unitsOwed(session, price));
  const key = UNIT_KEYS.find((key) => asked[key] > allowed[key]);
  if (key === undefined) return;
  const facts = {
    field: `units.${key}`,
    serial: receipt.serial,
    given: asked[key],
    expected: `at most ${allowed[key]}`,
  };
  throw new TallystickError('gateway/too-far-ahead', { facts });
}
