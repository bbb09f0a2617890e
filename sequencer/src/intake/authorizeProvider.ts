import { apiError } from '@tallystick/prover/sequencer-client';
import type { Store } from '../store/createStore.js';
import type { AccountQuery } from './authorizeAccount.js';
import { createProviderCheck } from './settlement/createProviderCheck.js';

/**
 * Checks that whoever asks shows the access token of an allowance's provider.
 *
 * @throws sequencer/unknown-account, sequencer/unknown-provider, sequencer/unauthorized
 */
export async function authorizeProvider(
  { opens }: Pick<Store, 'opens'>,
  { serial, authorization }: AccountQuery,
): Promise<void> {
  const terms = (await opens.get(serial))?.disclosed;
  if (!terms) throw apiError('sequencer/unknown-account', { facts: { field: 'serial', given: serial } });
  const { providerSerial } = terms;
  createProviderCheck()({ serial, providerSerial, authorization }, await opens.get(providerSerial));
}
