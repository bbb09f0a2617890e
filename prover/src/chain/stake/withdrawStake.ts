import { stakeRegistryAbi } from '@tallystick/verifier-contracts';
import { type Address, parseEventLogs } from 'viem';
import type { ChainClients } from '../ChainClients.js';
import { type SentCall, sendCall } from '../transactions/sendCall.js';
import { registryCall } from './ContractCall.js';
import type { StakeKind } from './types.js';
import { kindNumber } from './types.js';

export type WithdrawStakeParameters = ChainClients & { stakeRegistry: Address; kind: StakeKind };

/** What a withdrawal paid out, in token base units. */
export type WithdrawnStake = SentCall & { amount: bigint };

/**
 * Pays the wallet what it unbonded, or what slashes left of it.
 *
 * @throws stake/malformed, chain/reverted, chain/call-failed, chain/unreachable
 *
 * @example
 * import { withdrawStake } from '@tallystick/prover/chain';
 *
 * const { amount } = await withdrawStake({ publicClient, walletClient, stakeRegistry, kind: 'provider' });
 */
export async function withdrawStake(parameters: WithdrawStakeParameters): Promise<WithdrawnStake> {
  const call = registryCall(parameters.stakeRegistry, 'withdraw', [kindNumber(parameters.kind)]);
  const { receipt, ...sent } = await sendCall(parameters, 'withdrawing the stake', call);
  const [withdrawn] = parseEventLogs({ abi: stakeRegistryAbi, eventName: 'Withdrawn', logs: receipt.logs });
  return { ...sent, amount: withdrawn?.args.amount ?? 0n };
}
