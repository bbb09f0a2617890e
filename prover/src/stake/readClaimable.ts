import { stakeRegistryAbi, uptimeCourtAbi } from '@tallystick/verifier-contracts';
import type { Address } from 'viem';
import type { ChainReader } from '../chain/ChainClients.js';
import { toChainError } from '../chain/toChainError.js';

export type ReadClaimableParameters = {
  publicClient: ChainReader;
  stakeRegistry: Address;
  uptimeCourt: Address;
  recipient: Address;
};

/** What the courts owe a recipient: reporters' shares and remainders in token base units, bonds of demands in wei. */
export type StakeClaimable = { tokens: bigint; bondsWei: bigint };

/**
 * Reads what the courts owe a recipient.
 *
 * @throws chain/call-failed, chain/unreachable
 */
export async function readClaimable(parameters: ReadClaimableParameters): Promise<StakeClaimable> {
  const { publicClient, stakeRegistry, uptimeCourt, recipient } = parameters;
  const args = [recipient] as const;
  const [tokens, bondsWei] = await Promise.all([
    publicClient.readContract({ address: stakeRegistry, abi: stakeRegistryAbi, functionName: 'claimable', args }),
    publicClient.readContract({ address: uptimeCourt, abi: uptimeCourtAbi, functionName: 'claimableBonds', args }),
  ]).catch((error: unknown) => {
    throw toChainError(error, 'reading what can be claimed');
  });
  return { tokens, bondsWei };
}
