import { poseidon2Hash } from '../hash/poseidon2Hash.js';
import { packPricesExpiry } from './packPricesExpiry.js';
import type { Terms } from './Terms.js';

/** `hash([providerSerial, pricesExpiry, viewKey])`, what `open` on L1 takes for the terms. */
export function hashTerms(terms: Terms): bigint {
  return poseidon2Hash([BigInt(terms.providerSerial), packPricesExpiry(terms), terms.viewKey]);
}
