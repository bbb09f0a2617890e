import type { Receipt } from '../../core/receipt/receipt.js';
import type { Units } from '../../core/units.js';
import { ZERO_UNITS } from '../../core/units.js';
import { assertNotAhead } from '../gateway/assertCovered.js';

/**
 * Checks a stored receipt before it is settled, since a gateway without the limit, or with a higher one, may have kept it. Settled, it
 * would add to the counters of the provider's own account what was never served.
 *
 * @param used cumulative units charged to the allowance
 * @param maxPrepaidUnits units of each resource
 * @throws gateway/too-far-ahead
 */
export function assertWithinPrepaid({
  receipt,
  used,
  maxPrepaidUnits,
}: {
  receipt: Receipt;
  used: Units;
  maxPrepaidUnits: bigint;
}): void {
  const { serial, units } = receipt;
  const remedy =
    'Leave it: once more is charged, it or a later one settles. If you mean to settle it as it is, raise `maxPrepaidUnits` ' +
    '(`--max-prepaid-units`) to cover `given`.';
  assertNotAhead({ serial, units, used, acknowledged: ZERO_UNITS, maxPrepaidUnits, remedy });
}
