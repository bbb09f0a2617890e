import type { Units } from './Units.js';

/** No units of anything: the counters of a fresh account, and the prices of an earning account. */
export const ZERO_UNITS: Readonly<Units> = Object.freeze({
  computeUnitSeconds: 0n,
  storageGibHours: 0n,
  egressMib: 0n,
});
