import type { Address } from 'viem';
import { assertChainWriter } from '../assertChainWriter.js';
import type { ChainClients } from '../ChainClients.js';
import { type SentCall, sendCall } from '../transactions/sendCall.js';
import { assertStakeAddress } from './asserts.js';
import { registryCall } from './ContractCall.js';
import { pullStake } from './pullStake.js';
import type { StakeKind } from './types.js';
import { kindNumber } from './types.js';

export type TopUpStakeParameters = ChainClients & {
  stakeRegistry: Address;
  kind: StakeKind;
  /** Whose stake is raised; the wallet's own if left out. */
  account?: Address | undefined;
  /** Token base units. */
  amount: bigint;
  /** Told in words of each transaction that is sent. */
  onProgress?: ((detail: string) => void) | undefined;
};

/**
 * Raises a stake from the wallet's tokens.
 *
 * @throws stake/malformed, chain/insufficient-tokens, chain/reverted, chain/call-failed, chain/unreachable
 *
 * @example
 * import { topUpStake } from '@tallystick/prover/chain';
 *
 * await topUpStake({ publicClient, walletClient, stakeRegistry, kind: 'provider', amount: 50n * 10n ** 18n });
 */
export async function topUpStake(parameters: TopUpStakeParameters): Promise<SentCall> {
  const { stakeRegistry, kind, amount, onProgress } = parameters;
  assertChainWriter(parameters.walletClient);
  const account = parameters.account ?? parameters.walletClient.account.address;
  assertStakeAddress(account, 'account');
  const call = registryCall(stakeRegistry, 'topUp', [kindNumber(kind), account, amount]);
  await pullStake(parameters);
  onProgress?.('topping up');
  const { receipt: _, ...sent } = await sendCall(parameters, 'topping up the stake', call);
  return sent;
}
