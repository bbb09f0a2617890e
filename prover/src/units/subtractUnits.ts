import type { Units } from '../account/Units.js';

const atLeastZero = (value: bigint): bigint => (value > 0n ? value : 0n);

/** Difference counter by counter, and 0 where `b` is the greater. */
export function subtractUnits(a: Units, b: Units): Units {
  return {
    computeUnitSeconds: atLeastZero(a.computeUnitSeconds - b.computeUnitSeconds),
    storageGibHours: atLeastZero(a.storageGibHours - b.storageGibHours),
    egressMib: atLeastZero(a.egressMib - b.egressMib),
  };
}
