import type { Address } from 'viem';
import type { WatchOpening } from '../../statements/uptime/opening.js';
import type { ChainClients } from '../ChainClients.js';
import { type SentCall, sendCall } from '../transactions/sendCall.js';
import { courtCall } from './ContractCall.js';
import { memberOf } from './committeeOf.js';

/**
 * Answers a demand on the chain with a watcher's leaf. The bitmap and its salt are public from then on. The bond is the watcher's,
 * whoever sends it.
 *
 * @throws stake/not-in-committee, stake/malformed, chain/reverted, chain/call-failed, chain/unreachable
 *
 * @example
 * import { revealLeaf } from '@tallystick/prover/chain';
 *
 * await revealLeaf({ publicClient, walletClient, uptimeCourt, opening }); // its bitmap is public from now on
 */
export async function revealLeaf(
  parameters: ChainClients & { uptimeCourt: Address; opening: WatchOpening },
): Promise<SentCall> {
  const { publicClient, uptimeCourt, opening } = parameters;
  const { provider, epoch, watcher, bitmap, index, salt, siblings } = opening;
  const member = await memberOf({ publicClient, uptimeCourt, provider, epoch, watcher });
  const call = courtCall(uptimeCourt, 'reveal', [provider, epoch, member, { bitmap, index, salt, siblings }]);
  const { receipt: _, ...sent } = await sendCall(parameters, 'revealing the leaf', call);
  return sent;
}
