import type { Units } from '../account/Units.js';

/** Whether no counter of `most` is lower than that of `least`. */
export function coversUnits(most: Units, least: Units): boolean {
  return (
    most.computeUnitSeconds >= least.computeUnitSeconds &&
    most.storageGibHours >= least.storageGibHours &&
    most.egressMib >= least.egressMib
  );
}
