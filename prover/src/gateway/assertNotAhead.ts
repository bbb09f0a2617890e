import { UNIT_KEYS } from '../account/UNIT_KEYS.js';
import type { Units } from '../account/Units.js';
import { TallystickError } from '../errors/TallystickError.js';
import { addUnits } from '../units/addUnits.js';
import { maxUnits } from '../units/maxUnits.js';

/**
 * Checks that cumulative units of an allowance run no further ahead of those charged than the provider allows. Where a unit
 * costs nothing, no balance limits a receipt, and one that fills a counter would fill the provider's own with it, after which
 * no receipt over that resource could be settled.
 *
 * Measured from what is charged: from the latest receipt it could climb step by step. What is acknowledged or settled already
 * stays good.
 *
 * @throws gateway/too-far-ahead
 */
export function assertNotAhead({
  serial,
  units,
  used,
  acknowledged,
  maxPrepaidUnits,
  remedy,
}: {
  serial: number;
  /** Cumulative units that are signed or asked for. */
  units: Units;
  /** Cumulative units charged. */
  used: Units;
  /** Cumulative units that are good whatever was charged. */
  acknowledged: Units;
  /** Units of each resource. */
  maxPrepaidUnits: bigint;
  /** Where the consumer's isn't the one. */
  remedy?: string;
}): void {
  const ahead = { computeUnitSeconds: maxPrepaidUnits, storageGibHours: maxPrepaidUnits, egressMib: maxPrepaidUnits };
  const allowed = maxUnits(addUnits(used, ahead), acknowledged);
  const key = UNIT_KEYS.find((key) => units[key] > allowed[key]);
  if (key === undefined) return;
  const facts = { field: `units.${key}`, serial, given: units[key], expected: `at most ${allowed[key]}` };
  throw new TallystickError('gateway/too-far-ahead', { facts, ...(remedy === undefined ? {} : { remedy }) });
}
