import { stakeRegistryAbi } from '@tallystick/verifier-contracts';
import { type Address, maxUint256, parseEventLogs } from 'viem';
import type { ChainClients } from '../ChainClients.js';
import { type SentCall, sendCall } from '../transactions/sendCall.js';
import { assertStakeAmount } from './asserts.js';
import { registryCall } from './ContractCall.js';
import type { StakeKind } from './types.js';
import { kindNumber } from './types.js';

export type StartUnbondingParameters = ChainClients & {
  stakeRegistry: Address;
  kind: StakeKind;
  /** Token base units; `all` leaves for good: the obligations end with the next epoch. */
  amount: bigint | 'all';
};

export type StartedUnbonding = SentCall & {
  /** Token base units that are leaving. */
  amount: bigint;
  /** Unix seconds from which on they can be withdrawn. */
  withdrawableAt: number;
};

/**
 * Begins to unbond a part of the wallet's stake, or all of it. It can be slashed until it is withdrawn.
 *
 * @throws stake/malformed, chain/reverted, chain/call-failed, chain/unreachable
 *
 * @example
 * import { startUnbonding } from '@tallystick/prover/chain';
 *
 * const unbonding = await startUnbonding({ publicClient, walletClient, stakeRegistry, kind: 'provider', amount: 'all' });
 * console.log(new Date(unbonding.withdrawableAt * 1000));
 */
export async function startUnbonding(parameters: StartUnbondingParameters): Promise<StartedUnbonding> {
  const { stakeRegistry, kind, amount } = parameters;
  if (amount !== 'all') assertStakeAmount(amount, 'amount');
  const call = registryCall(stakeRegistry, 'startUnbonding', [
    kindNumber(kind),
    amount === 'all' ? maxUint256 : amount,
  ]);
  const { receipt, ...sent } = await sendCall(parameters, 'starting to unbond', call);
  const [started] = parseEventLogs({ abi: stakeRegistryAbi, eventName: 'UnbondingStarted', logs: receipt.logs });
  return { ...sent, amount: started?.args.amount ?? 0n, withdrawableAt: started?.args.withdrawableAt ?? 0 };
}
