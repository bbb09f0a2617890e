import { uptimeCourtAbi } from '@tallystick/verifier-contracts';
import { type Address, parseEventLogs } from 'viem';
import { validateInteger } from '../../core/limits.js';
import type { ChainClients } from '../ChainClients.js';
import { sendCall } from '../transactions/sendCall.js';
import { assertEpoch } from './asserts.js';
import { courtCall } from './ContractCall.js';
import type { Slashed } from './slashSilentProvider.js';
import { stakeError } from './stakeErrors.js';

/**
 * Has a watcher slashed that posted no root of an epoch.
 *
 * @param parameters.position The watcher's position in the epoch's set.
 * @throws stake/malformed, chain/reverted, chain/call-failed, chain/unreachable
 *
 * @example
 * import { slashAbsentWatcher } from '@tallystick/prover/chain';
 *
 * const { slashed } = await slashAbsentWatcher({ publicClient, walletClient, uptimeCourt, epoch, position: 3 });
 */
export async function slashAbsentWatcher(
  parameters: ChainClients & { uptimeCourt: Address; epoch: number; position: number },
): Promise<Slashed> {
  const { uptimeCourt, epoch, position } = parameters;
  assertEpoch(epoch);
  validateInteger(position, { field: 'position', max: 2 ** 32 - 1, toError: stakeError.of('stake/malformed') });
  const call = courtCall(uptimeCourt, 'slashAbsentWatcher', [epoch, position]);
  const { receipt, ...sent } = await sendCall(parameters, 'slashing the absent watcher', call);
  const [absent] = parseEventLogs({ abi: uptimeCourtAbi, eventName: 'WatcherAbsent', logs: receipt.logs });
  return { ...sent, slashed: absent?.args.slashed ?? 0n };
}
