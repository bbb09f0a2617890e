import type { Receipt } from '../receipt/Receipt.js';

/** Whether two receipts are equal in every field, so that what was verified of one holds for the other. */
export function isSameReceipt(a: Receipt, b: Receipt | undefined): boolean {
  return (
    b !== undefined &&
    a.signature.s === b.signature.s &&
    a.signature.e === b.signature.e &&
    a.domain === b.domain &&
    a.serial === b.serial &&
    a.units.computeUnitSeconds === b.units.computeUnitSeconds &&
    a.units.storageGibHours === b.units.storageGibHours &&
    a.units.egressMib === b.units.egressMib
  );
}
