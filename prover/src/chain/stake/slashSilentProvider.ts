import { uptimeCourtAbi } from '@tallystick/verifier-contracts';
import { type Address, parseEventLogs } from 'viem';
import type { ChainClients } from '../ChainClients.js';
import { type SentCall, sendCall } from '../transactions/sendCall.js';
import { assertEpoch, assertStakeAddress } from './asserts.js';
import { courtCall } from './ContractCall.js';

/** What was slashed, in token base units; the wallet can claim the reporter's share of it. */
export type Slashed = SentCall & { slashed: bigint };

/**
 * Has a provider slashed in full for an epoch of which it proved nothing in time.
 *
 * @throws stake/malformed, chain/reverted, chain/call-failed, chain/unreachable
 *
 * @example
 * import { slashSilentProvider } from '@tallystick/prover/chain';
 *
 * const { slashed } = await slashSilentProvider({ publicClient, walletClient, uptimeCourt, provider, epoch });
 */
export async function slashSilentProvider(
  parameters: ChainClients & { uptimeCourt: Address; provider: Address; epoch: number },
): Promise<Slashed> {
  const { uptimeCourt, provider, epoch } = parameters;
  assertStakeAddress(provider, 'provider');
  assertEpoch(epoch);
  const call = courtCall(uptimeCourt, 'slashSilentProvider', [provider, epoch]);
  const { receipt, ...sent } = await sendCall(parameters, 'slashing the silent provider', call);
  const [silent] = parseEventLogs({ abi: uptimeCourtAbi, eventName: 'ProviderSilent', logs: receipt.logs });
  return { ...sent, slashed: silent?.args.penalty ?? 0n };
}
