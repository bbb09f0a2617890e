import type { Units } from '../account/Units.js';

const greater = (a: bigint, b: bigint): bigint => (a > b ? a : b);

/** The greater of two amounts, counter by counter. */
export function maxUnits(a: Units, b: Units): Units {
  return {
    computeUnitSeconds: greater(a.computeUnitSeconds, b.computeUnitSeconds),
    storageGibHours: greater(a.storageGibHours, b.storageGibHours),
    egressMib: greater(a.egressMib, b.egressMib),
  };
}
