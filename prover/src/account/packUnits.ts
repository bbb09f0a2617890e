import { COUNTER_BITS } from './limits.js';
import { RECEIPT_TAG } from './tags.js';
import type { Units } from './Units.js';

/** Units as one field element: compute(44) | storage(44) | egress(44) | RECEIPT_TAG, low bits first. Unchecked. */
export function packUnits({ computeUnitSeconds, storageGibHours, egressMib }: Units): bigint {
  return (
    computeUnitSeconds |
    (storageGibHours << COUNTER_BITS) |
    (egressMib << (2n * COUNTER_BITS)) |
    (RECEIPT_TAG << (3n * COUNTER_BITS))
  );
}
