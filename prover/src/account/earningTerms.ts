import type { Terms } from './Terms.js';
import { ZERO_UNITS } from './ZERO_UNITS.js';

/** The terms of an earning account: no provider, no prices, no expiry; its view key alone makes it its own. */
export function earningTerms(viewKey: bigint): Terms {
  return { providerSerial: 0, prices: { ...ZERO_UNITS }, expiry: 0, viewKey };
}
