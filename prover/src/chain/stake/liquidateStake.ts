import { stakeRegistryAbi } from '@tallystick/verifier-contracts';
import { type Address, parseEventLogs } from 'viem';
import type { ChainClients } from '../ChainClients.js';
import { type SentCall, sendCall } from '../transactions/sendCall.js';
import { assertStakeAddress } from './asserts.js';
import { registryCall } from './ContractCall.js';
import type { StakeKind } from './types.js';
import { kindNumber } from './types.js';

export type LiquidateStakeParameters = ChainClients & { stakeRegistry: Address; kind: StakeKind; account: Address };

/** Where what was left of a stake went, in token base units. */
export type LiquidatedStake = SentCall & { keeperAmount: bigint; insuranceAmount: bigint; accountAmount: bigint };

/**
 * Closes an account that stayed below its requirement beyond its grace period. The wallet can claim the keeper's share.
 *
 * @throws stake/malformed, chain/reverted, chain/call-failed, chain/unreachable
 *
 * @example
 * import { liquidateStake } from '@tallystick/prover/chain';
 *
 * const due = { kind: 'provider', account: provider } as const;
 * const { keeperAmount } = await liquidateStake({ publicClient, walletClient, stakeRegistry, ...due });
 */
export async function liquidateStake(parameters: LiquidateStakeParameters): Promise<LiquidatedStake> {
  const { stakeRegistry, kind, account } = parameters;
  assertStakeAddress(account, 'account');
  const call = registryCall(stakeRegistry, 'liquidate', [kindNumber(kind), account]);
  const { receipt, ...sent } = await sendCall(parameters, 'liquidating the stake', call);
  const [liquidated] = parseEventLogs({ abi: stakeRegistryAbi, eventName: 'Liquidated', logs: receipt.logs });
  const { keeperAmount = 0n, insuranceAmount = 0n, accountAmount = 0n } = liquidated?.args ?? {};
  return { ...sent, keeperAmount, insuranceAmount, accountAmount };
}
