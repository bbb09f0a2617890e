import type { Address } from 'viem';
import { assertChainWriter } from '../assertChainWriter.js';
import type { ChainClients } from '../ChainClients.js';
import { type SentCall, sendCall } from '../transactions/sendCall.js';
import { registryCall } from './ContractCall.js';
import type { StakeKind } from './types.js';
import { kindNumber } from './types.js';

/**
 * Makes the wallet's inactive account active again, whose stake meets the requirement since somebody else topped it up or the rates
 * fell. Its own top-up does so by itself.
 *
 * @throws stake/malformed, chain/reverted, chain/call-failed, chain/unreachable
 *
 * @example
 * import { reactivateStake } from '@tallystick/prover/chain';
 *
 * await reactivateStake({ publicClient, walletClient, stakeRegistry, kind: 'watcher' });
 */
export async function reactivateStake(
  parameters: ChainClients & { stakeRegistry: Address; kind: StakeKind },
): Promise<SentCall> {
  const { stakeRegistry, kind, walletClient } = parameters;
  assertChainWriter(walletClient);
  const call = registryCall(stakeRegistry, 'enforceRequirement', [kindNumber(kind), walletClient.account.address]);
  const { receipt: _, ...sent } = await sendCall(parameters, 'becoming active again', call);
  return sent;
}
