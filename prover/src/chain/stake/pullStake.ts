import { stakeRegistryAbi } from '@tallystick/verifier-contracts';
import type { Address } from 'viem';
import { approveTokens } from '../approveTokens.js';
import type { ChainClients } from '../ChainClients.js';
import { throwChainError } from '../toChainError.js';
import { assertStakeAmount } from './asserts.js';

export type PullStakeParameters = ChainClients & {
  stakeRegistry: Address;
  amount: bigint;
  onProgress?: ((detail: string) => void) | undefined;
};

/**
 * Prepares the registry's pulling of a stake: approves exactly the amount where less is approved.
 *
 * @throws stake/malformed, chain/insufficient-tokens, chain/reverted, chain/call-failed, chain/unreachable
 */
export async function pullStake({ stakeRegistry, amount, ...rest }: PullStakeParameters): Promise<void> {
  assertStakeAmount(amount, 'amount');
  const token = await rest.publicClient
    .readContract({ address: stakeRegistry, abi: stakeRegistryAbi, functionName: 'token' })
    .catch(throwChainError('reading the stake registry'));
  await approveTokens({ ...rest, token, spender: stakeRegistry, amount });
}
