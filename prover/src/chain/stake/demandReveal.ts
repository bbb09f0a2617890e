import { uptimeCourtAbi } from '@tallystick/verifier-contracts';
import type { Address } from 'viem';
import { assertChainWriter } from '../assertChainWriter.js';
import type { ChainClients } from '../ChainClients.js';
import { throwChainError } from '../toChainError.js';
import { type SentCall, sendCall } from '../transactions/sendCall.js';
import { courtCall } from './ContractCall.js';
import { memberOf } from './committeeOf.js';

export type DemandRevealParameters = ChainClients & {
  uptimeCourt: Address;
  epoch: number;
  /** The member of the wallet's committee that doesn't give its leaf. */
  watcher: Address;
};

/** The demand, with the bond that it cost: the watcher's if it reveals, the provider's again if not. */
export type DemandedReveal = SentCall & { bondWei: bigint };

/**
 * Demands on the chain the leaf that a member of the wallet's committee has of it.
 *
 * @throws stake/not-in-committee, stake/malformed, chain/reverted, chain/call-failed, chain/unreachable
 *
 * @example
 * import { demandReveal } from '@tallystick/prover/chain';
 *
 * const { bondWei } = await demandReveal({ publicClient, walletClient, uptimeCourt, epoch, watcher });
 */
export async function demandReveal(parameters: DemandRevealParameters): Promise<DemandedReveal> {
  const { publicClient, walletClient, uptimeCourt, epoch } = parameters;
  assertChainWriter(walletClient);
  const member = await memberOf({ ...parameters, provider: walletClient.account.address });
  const { demandBondWei } = await publicClient
    .readContract({ address: uptimeCourt, abi: uptimeCourtAbi, functionName: 'parameters' })
    .catch(throwChainError('reading the bond of a demand'));
  const call = courtCall(uptimeCourt, 'demandReveal', [epoch, member], demandBondWei);
  const { receipt: _, ...sent } = await sendCall(parameters, 'demanding the leaf', call);
  return { ...sent, bondWei: demandBondWei };
}
