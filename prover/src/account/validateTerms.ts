import { TallystickError } from '../errors/TallystickError.js';
import { isFieldElement } from '../field/isFieldElement.js';
import { MAX_EXPIRY, MAX_PRICE, MAX_SERIAL } from './limits.js';
import type { Terms } from './Terms.js';
import { UNIT_KEYS } from './UNIT_KEYS.js';
import { validateInteger } from './validateInteger.js';
import { validateUnits } from './validateUnits.js';

/**
 * Checks that terms fit the leaf format, and that an earning account has neither prices nor an expiry. The view key's
 * value is never named.
 *
 * @throws account/out-of-range, account/malformed, account/earning-with-prices
 */
export function validateTerms(terms: Terms): void {
  validateInteger(terms.providerSerial, {
    field: 'terms.providerSerial',
    max: MAX_SERIAL,
    code: 'account/out-of-range',
  });
  validateInteger(terms.expiry, { field: 'terms.expiry', max: MAX_EXPIRY, code: 'account/out-of-range' });
  validateUnits(terms.prices, { field: 'terms.prices', max: MAX_PRICE, code: 'account/out-of-range' });
  if (!isFieldElement(terms.viewKey)) {
    throw new TallystickError('account/malformed', { facts: { field: 'terms.viewKey', expected: 'a field element' } });
  }
  const priced = terms.expiry !== 0 || UNIT_KEYS.some((key) => terms.prices[key] !== 0n);
  if (terms.providerSerial === 0 && priced) throw new TallystickError('account/earning-with-prices');
}
