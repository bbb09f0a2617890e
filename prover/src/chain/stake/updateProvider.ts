import type { Address } from 'viem';
import type { ChainClients } from '../ChainClients.js';
import { type SentCall, sendCall } from '../transactions/sendCall.js';
import { assertProviderTerms } from './asserts.js';
import { registryCall } from './ContractCall.js';
import type { ProviderTerms } from './types.js';

/**
 * Changes what the wallet declares as a provider: all of it. Endpoint, responder and capacity count at once, the promise from the second
 * next epoch on.
 *
 * @throws stake/malformed, chain/reverted (the stake has to meet the new requirement), chain/call-failed, chain/unreachable
 *
 * @example
 * import { updateProvider } from '@tallystick/prover/chain';
 *
 * const capacity = { compute: 16, storageGib: 500, egressMibPerSecond: 100 };
 * const terms = { capacity, promisedUptimeBps: 9_950, responder, endpoint: 'https://provider.example' };
 * await updateProvider({ publicClient, walletClient, stakeRegistry, terms });
 */
export async function updateProvider(
  parameters: ChainClients & { stakeRegistry: Address; terms: ProviderTerms },
): Promise<SentCall> {
  assertProviderTerms(parameters.terms);
  const call = registryCall(parameters.stakeRegistry, 'updateProvider', [parameters.terms]);
  const { receipt: _, ...sent } = await sendCall(parameters, "changing the provider's terms", call);
  return sent;
}
