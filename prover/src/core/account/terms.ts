import { isFieldElement } from '../field.js';
import { poseidon2Hash } from '../hash/poseidon2.js';
import { MAX_EXPIRY, MAX_PRICE, MAX_SERIAL, PRICE_BITS, validateInteger } from '../limits.js';
import { type Prices, UNIT_KEYS, validateUnits, ZERO_UNITS } from '../units.js';
import { accountError } from './accountErrors.js';

/** What consumer and provider agreed on; the chain sees only its hash. */
export type Terms = {
  /** Serial of the provider's earning account; 0 makes the account itself an earning account. */
  providerSerial: number;
  prices: Prices;
  /** Unix seconds from which on receipts no longer settle and the owner may withdraw; 0 for an earning account. */
  expiry: number;
  /** Random field element known to the account's parties and the operator. Secret. */
  viewKey: bigint;
};

/**
 * The terms of an earning account: no provider, no prices, no expiry; its view key alone makes it its own.
 *
 * @example
 * import { earningTerms } from '@tallystick/prover/core';
 *
 * earningTerms(5n).providerSerial; // 0
 */
export function earningTerms(viewKey: bigint): Terms {
  return { providerSerial: 0, prices: { ...ZERO_UNITS }, expiry: 0, viewKey };
}

/**
 * `hash([providerSerial, pricesExpiry, viewKey])`, what `open` on L1 takes for the terms.
 *
 * @example
 * import { hashTerms, loadCrypto } from '@tallystick/prover/core';
 *
 * await loadCrypto();
 * const prices = { computeUnitSeconds: 120n, storageGibHours: 45n, egressMib: 7n };
 * const hash = hashTerms({ providerSerial: 2, prices, expiry: 1_900_000_000, viewKey }); // what Rollup.open takes
 */
export function hashTerms(terms: Terms): bigint {
  return poseidon2Hash([BigInt(terms.providerSerial), packPricesExpiry(terms), terms.viewKey]);
}

/**
 * Checks that terms fit the leaf format, and that an earning account has neither prices nor an expiry. The view key's
 * value is never named.
 *
 * @throws account/out-of-range, account/malformed, account/earning-with-prices
 *
 * @example
 * import { earningTerms, validateTerms } from '@tallystick/prover/core';
 *
 * validateTerms(earningTerms(viewKey)); // throws account/malformed when the view key is no field element
 */
export function validateTerms(terms: Terms): void {
  validateInteger(terms.providerSerial, {
    field: 'terms.providerSerial',
    max: MAX_SERIAL,
    toError: accountError.of('account/out-of-range'),
  });
  validateInteger(terms.expiry, {
    field: 'terms.expiry',
    max: MAX_EXPIRY,
    toError: accountError.of('account/out-of-range'),
  });
  validateUnits(terms.prices, {
    field: 'terms.prices',
    max: MAX_PRICE,
    toError: accountError.of('account/out-of-range'),
  });
  if (!isFieldElement(terms.viewKey)) {
    throw accountError('account/malformed', { facts: { field: 'terms.viewKey', expected: 'a field element' } });
  }
  const priced = terms.expiry !== 0 || UNIT_KEYS.some((key) => terms.prices[key] !== 0n);
  if (terms.providerSerial === 0 && priced) throw accountError('account/earning-with-prices');
}

/** Prices and expiry as one field element: compute(56) | storage(56) | egress(56) | expiry(48), low bits first. Unchecked. */
export function packPricesExpiry({ prices, expiry }: Pick<Terms, 'prices' | 'expiry'>): bigint {
  return (
    prices.computeUnitSeconds |
    (prices.storageGibHours << PRICE_BITS) |
    (prices.egressMib << (2n * PRICE_BITS)) |
    (BigInt(expiry) << (3n * PRICE_BITS))
  );
}
