import type { Units } from '../account/Units.js';

const lesser = (a: bigint, b: bigint): bigint => (a < b ? a : b);

/** The lesser of two amounts, counter by counter. */
export function minUnits(a: Units, b: Units): Units {
  return {
    computeUnitSeconds: lesser(a.computeUnitSeconds, b.computeUnitSeconds),
    storageGibHours: lesser(a.storageGibHours, b.storageGibHours),
    egressMib: lesser(a.egressMib, b.egressMib),
  };
}
