import { stakeRegistryAbi } from '@tallystick/verifier-contracts';
import { type Address, parseEventLogs } from 'viem';
import type { ChainClients } from '../ChainClients.js';
import { sendCall } from '../transactions/sendCall.js';
import { assertEndpoint } from './asserts.js';
import { registryCall } from './ContractCall.js';
import { pullStake } from './pullStake.js';
import type { Registered } from './registerProvider.js';

export type RegisterWatcherParameters = ChainClients & {
  stakeRegistry: Address;
  /** Where providers get their leaves: the URL of an HTTP service. */
  endpoint: string;
  /** Token base units to stake; at least `watcherStake` of the registry's parameters. */
  stake: bigint;
  /** Told in words of each transaction that is sent. */
  onProgress?: ((detail: string) => void) | undefined;
};

/**
 * Registers the wallet as a watcher with a stake: approves exactly the stake where less is approved, and registers.
 *
 * @throws stake/malformed, chain/insufficient-tokens, chain/reverted, chain/call-failed, chain/unreachable
 *
 * @example
 * import { registerWatcher } from '@tallystick/prover/chain';
 *
 * const terms = { endpoint: 'https://watcher.example', stake: 100n * 10n ** 18n };
 * const { fromEpoch } = await registerWatcher({ publicClient, walletClient, stakeRegistry, ...terms });
 */
export async function registerWatcher(parameters: RegisterWatcherParameters): Promise<Registered> {
  const { stakeRegistry, endpoint, stake, onProgress } = parameters;
  assertEndpoint(endpoint);
  await pullStake({ ...parameters, amount: stake });
  onProgress?.('registering');
  const call = registryCall(stakeRegistry, 'registerWatcher', [endpoint, stake]);
  const { receipt, ...sent } = await sendCall(parameters, 'registering the watcher', call);
  const [activated] = parseEventLogs({ abi: stakeRegistryAbi, eventName: 'Activated', logs: receipt.logs });
  return { ...sent, fromEpoch: activated?.args.fromEpoch ?? 0 };
}
