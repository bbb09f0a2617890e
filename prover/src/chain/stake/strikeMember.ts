import { uptimeCourtAbi } from '@tallystick/verifier-contracts';
import { type Address, parseEventLogs } from 'viem';
import type { ChainClients } from '../ChainClients.js';
import { sendCall } from '../transactions/sendCall.js';
import { courtCall } from './ContractCall.js';
import { memberOf } from './committeeOf.js';
import type { Slashed } from './slashSilentProvider.js';

/**
 * Has a committee member struck and slashed that didn't answer a provider's demand in time.
 *
 * @throws stake/not-in-committee, stake/malformed, chain/reverted, chain/call-failed, chain/unreachable
 *
 * @example
 * import { strikeMember } from '@tallystick/prover/chain';
 *
 * const { slashed } = await strikeMember({ publicClient, walletClient, uptimeCourt, provider, epoch, watcher });
 */
export async function strikeMember(
  parameters: ChainClients & { uptimeCourt: Address; provider: Address; epoch: number; watcher: Address },
): Promise<Slashed> {
  const { uptimeCourt, provider, epoch } = parameters;
  const member = await memberOf(parameters);
  const call = courtCall(uptimeCourt, 'strike', [provider, epoch, member]);
  const { receipt, ...sent } = await sendCall(parameters, 'striking the member', call);
  const [struck] = parseEventLogs({ abi: uptimeCourtAbi, eventName: 'WatcherStruck', logs: receipt.logs });
  return { ...sent, slashed: struck?.args.slashed ?? 0n };
}
