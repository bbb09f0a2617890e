import { stakeRegistryAbi } from '@tallystick/verifier-contracts';
import { type Address, parseEventLogs } from 'viem';
import type { ChainClients } from '../ChainClients.js';
import { type SentCall, sendCall } from '../transactions/sendCall.js';
import { assertProviderTerms } from './asserts.js';
import { registryCall } from './ContractCall.js';
import { pullStake } from './pullStake.js';
import type { ProviderTerms } from './types.js';

export type RegisterProviderParameters = ChainClients & {
  stakeRegistry: Address;
  terms: ProviderTerms;
  /** Token base units to stake; at least what the capacity requires, and `providerStake` of the registry's parameters. */
  stake: bigint;
  /** Told in words of each transaction that is sent. */
  onProgress?: ((detail: string) => void) | undefined;
};

export type Registered = SentCall & {
  /** The first epoch that the account owes something for. */
  fromEpoch: number;
};

/**
 * Registers the wallet as a provider with a stake: approves exactly the stake where less is approved, and registers.
 *
 * @throws stake/malformed, chain/insufficient-tokens, chain/reverted, chain/call-failed, chain/unreachable
 *
 * @example
 * import { registerProvider } from '@tallystick/prover/chain';
 *
 * const terms = {
 *   capacity: { compute: 8, storageGib: 500, egressMibPerSecond: 100 },
 *   promisedUptimeBps: 9_900, // 99 %
 *   responder,
 *   endpoint: 'https://provider.example',
 * };
 * const stake = 200n * 10n ** 18n;
 * const { fromEpoch } = await registerProvider({ publicClient, walletClient, stakeRegistry, terms, stake });
 */
export async function registerProvider(parameters: RegisterProviderParameters): Promise<Registered> {
  const { stakeRegistry, terms, stake, onProgress } = parameters;
  assertProviderTerms(terms);
  await pullStake({ ...parameters, amount: stake });
  onProgress?.('registering');
  const call = registryCall(stakeRegistry, 'registerProvider', [terms, stake]);
  const { receipt, ...sent } = await sendCall(parameters, 'registering the provider', call);
  const [activated] = parseEventLogs({ abi: stakeRegistryAbi, eventName: 'Activated', logs: receipt.logs });
  return { ...sent, fromEpoch: activated?.args.fromEpoch ?? 0 };
}
