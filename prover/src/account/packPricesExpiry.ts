import { PRICE_BITS } from './limits.js';
import type { Terms } from './Terms.js';

/** Prices and expiry as one field element: compute(56) | storage(56) | egress(56) | expiry(48), low bits first. Unchecked. */
export function packPricesExpiry({ prices, expiry }: Pick<Terms, 'prices' | 'expiry'>): bigint {
  return (
    prices.computeUnitSeconds |
    (prices.storageGibHours << PRICE_BITS) |
    (prices.egressMib << (2n * PRICE_BITS)) |
    (BigInt(expiry) << (3n * PRICE_BITS))
  );
}
