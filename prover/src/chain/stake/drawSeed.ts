import type { Address } from 'viem';
import type { ChainClients } from '../ChainClients.js';
import { type SentCall, sendCall } from '../transactions/sendCall.js';
import { assertEpoch } from './asserts.js';
import { courtCall } from './ContractCall.js';

/**
 * Fixes an epoch's committees, while the epoch before it runs. Anyone may; the first call is final.
 *
 * @throws stake/malformed, chain/reverted, chain/call-failed, chain/unreachable
 *
 * @example
 * import { drawSeed } from '@tallystick/prover/chain';
 *
 * await drawSeed({ publicClient, walletClient, uptimeCourt, epoch: epoch + 1 });
 */
export async function drawSeed(parameters: ChainClients & { uptimeCourt: Address; epoch: number }): Promise<SentCall> {
  assertEpoch(parameters.epoch);
  const call = courtCall(parameters.uptimeCourt, 'drawSeed', [parameters.epoch]);
  const { receipt: _, ...sent } = await sendCall(parameters, "drawing the epoch's seed", call);
  return sent;
}
