import type { Units } from '../account/Units.js';

/** Sum of two amounts, counter by counter. */
export function addUnits(a: Units, b: Units): Units {
  return {
    computeUnitSeconds: a.computeUnitSeconds + b.computeUnitSeconds,
    storageGibHours: a.storageGibHours + b.storageGibHours,
    egressMib: a.egressMib + b.egressMib,
  };
}
