import type { Terms } from '../../../core/account/terms.js';
import type { TallystickError } from '../../../core/errors/TallystickError.js';
import { UNIT_KEYS, ZERO_UNITS } from '../../../core/units.js';
import { cliError } from '../../cliErrors.js';
import type { TimeOption } from '../../parsers.js';

export type OpenTermsOptions = {
  earning?: boolean;
  provider?: number;
  computePrice: bigint;
  storagePrice: bigint;
  egressPrice: bigint;
  expiry?: TimeOption;
};

/** An option of the open that contradicts another one, or says too little. */
export function refuse(field: string, given: unknown, expected: string): TallystickError {
  return cliError('cli/bad-terms', {
    message: `${field}: expected ${expected}`,
    facts: { field, given, expected },
  });
}

/**
 * The terms, but for the view key, that the options of `allowance open` state.
 *
 * @throws cli/bad-terms when they contradict each other
 */
export function openTerms(options: OpenTermsOptions, now: number): Omit<Terms, 'viewKey'> {
  const { earning = false, provider, expiry } = options;
  const prices = {
    computeUnitSeconds: options.computePrice,
    storageGibHours: options.storagePrice,
    egressMib: options.egressPrice,
  };
  const priced = UNIT_KEYS.some((key) => prices[key] !== 0n);
  if (earning) {
    if (provider !== undefined)
      throw refuse('--provider', provider, 'nothing, since --earning opens an earning account');
    if (expiry !== undefined) throw refuse('--expiry', 'a time', 'nothing, since an earning account never expires');
    if (priced) throw refuse('prices', 'a price', 'none, since an earning account pays nobody');
    return { providerSerial: 0, prices: { ...ZERO_UNITS }, expiry: 0 };
  }
  if (provider === undefined)
    throw refuse('--provider', 'nothing', "the serial of the provider's earning account, or --earning");
  if (expiry === undefined) throw refuse('--expiry', 'nothing', 'when the allowance ends, such as +30d');
  if (!priced) throw refuse('prices', 'none', 'at least one of --compute-price, --storage-price and --egress-price');
  return { providerSerial: provider, prices, expiry: toExpiry(expiry, now) };
}

/** @throws cli/bad-terms when it has passed */
export function toExpiry(expiry: TimeOption, now: number): number {
  const expirySeconds = 'unixSeconds' in expiry ? expiry.unixSeconds : now + expiry.secondsFromNow;
  if (expirySeconds <= now) throw refuse('--expiry', expirySeconds, `a time after now (${now})`);
  return expirySeconds;
}
