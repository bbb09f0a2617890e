import type { Address } from 'viem';
import type { ChainClients } from '../ChainClients.js';
import { type SentCall, sendCall } from '../transactions/sendCall.js';
import { assertEndpoint } from './asserts.js';
import { registryCall } from './ContractCall.js';

/**
 * Changes where the wallet is reached as a watcher, at once.
 *
 * @throws stake/malformed, chain/reverted, chain/call-failed, chain/unreachable
 *
 * @example
 * import { updateWatcher } from '@tallystick/prover/chain';
 *
 * await updateWatcher({ publicClient, walletClient, stakeRegistry, endpoint: 'https://watcher.example' });
 */
export async function updateWatcher(
  parameters: ChainClients & { stakeRegistry: Address; endpoint: string },
): Promise<SentCall> {
  assertEndpoint(parameters.endpoint);
  const call = registryCall(parameters.stakeRegistry, 'updateWatcher', [parameters.endpoint]);
  const { receipt: _, ...sent } = await sendCall(parameters, "changing the watcher's endpoint", call);
  return sent;
}
