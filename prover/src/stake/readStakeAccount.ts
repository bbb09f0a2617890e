import { stakeRegistryAbi } from '@tallystick/verifier-contracts';
import type { Address } from 'viem';
import type { ChainReader } from '../chain/ChainClients.js';
import { toChainError } from '../chain/toChainError.js';
import { assertStakeAddress } from './assertStakeAddress.js';
import { kindNumber } from './kindNumber.js';
import type { StakeAccount, StakeKind, StakeStatus } from './StakeAccount.js';

export type ReadStakeAccountParameters = {
  publicClient: ChainReader;
  stakeRegistry: Address;
  kind: StakeKind;
  address: Address;
};

const STATUSES: readonly StakeStatus[] = ['none', 'active', 'inactive', 'exiting'];

/**
 * Reads an account of the stake registry; one that was never registered has the status `none`.
 *
 * @throws stake/malformed, chain/call-failed, chain/unreachable
 */
export async function readStakeAccount(parameters: ReadStakeAccountParameters): Promise<StakeAccount> {
  const { publicClient, stakeRegistry, kind, address } = parameters;
  assertStakeAddress(address, 'address');
  const args = [kindNumber(kind), address] as const;
  const {
    status,
    unbondingSince: _,
    ...account
  } = await publicClient
    .readContract({ address: stakeRegistry, abi: stakeRegistryAbi, functionName: 'accountOf', args })
    .catch((error: unknown) => {
      throw toChainError(error, `reading the ${kind}`);
    });
  return { ...account, kind, address, status: STATUSES[status] ?? 'none' };
}
