import type { Terms } from '../../../core/account/terms.js';
import { type OpenTermsOptions, refuse, toExpiry } from './openTerms.js';

export type TopUpTermsOptions = Omit<OpenTermsOptions, 'provider'> & { provider?: number; amount: bigint };

/**
 * The terms, but for the view key, of a further allowance beside one that is recorded: the same provider, the same prices, and the same end
 * unless `--expiry` says otherwise. An account takes no deposit after its open, so this is how an allowance is topped up.
 *
 * @param recorded the terms of the one that it stands beside
 * @throws cli/bad-terms when the options say what the record does, or too little
 */
export function topUpTerms(
  options: TopUpTermsOptions,
  { recorded, now }: { recorded: Terms; now: number },
): Omit<Terms, 'viewKey'> {
  const { earning = false, provider, computePrice, storagePrice, egressPrice, expiry, amount } = options;
  const { providerSerial, prices } = recorded;
  const instead = 'nothing, since --top-up takes it from the record';
  if (earning) throw refuse('--earning', 'given', 'nothing, since --top-up opens an allowance');
  if (provider !== undefined) throw refuse('--provider', provider, instead);
  if (computePrice + storagePrice + egressPrice > 0n) throw refuse('prices', 'a price', instead);
  if (providerSerial === 0) throw refuse('--top-up', 'an earning account', 'the serial of an allowance');
  if (amount === 0n) throw refuse('--amount', amount, 'how much to add, in token base units');
  return { providerSerial, prices, expiry: toExpiry(expiry ?? { unixSeconds: recorded.expiry }, now) };
}
