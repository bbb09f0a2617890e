import { MAX_COUNTER } from '../account/limits.js';
import type { Units } from '../account/Units.js';
import { validateUnits } from '../account/validateUnits.js';
import { ZERO_UNITS } from '../account/ZERO_UNITS.js';
import { TallystickError } from '../errors/TallystickError.js';
import { compareReceipts } from '../receipt/compareReceipts.js';
import type { Receipt } from '../receipt/Receipt.js';
import { addUnits } from '../units/addUnits.js';
import type { AllowanceUse } from './AllowanceUse.js';

/** A change to one record: a charge, a receipt, or both. */
export type Change = { serial: number; units?: Units; from?: Units; receipt?: Receipt | undefined };

/**
 * The record after a change. Pure, so that every store decides alike.
 *
 * @throws receipt-store/conflict, receipt/wrong-domain, gateway/counter-exhausted
 */
export function applyChange(current: AllowanceUse | undefined, change: Change): AllowanceUse {
  const from = current?.used ?? change.from ?? ZERO_UNITS;
  const used = change.units === undefined ? from : addUnits(from, change.units);
  validateUnits(used, { field: 'used', max: MAX_COUNTER, code: 'gateway/counter-exhausted' });
  return { serial: change.serial, receipt: later(current?.receipt, change.receipt), used };
}

function later(kept: Receipt | undefined, given: Receipt | undefined): Receipt | undefined {
  if (kept === undefined || given === undefined || kept === given) return given ?? kept;
  const order = compareReceipts(given, kept);
  if (order === undefined) {
    throw new TallystickError('receipt-store/conflict', {
      facts: { field: 'units', serial: given.serial, given: given.units, expected: kept.units },
    });
  }
  return order === 1 ? given : kept;
}
