import { uptimeCourtAbi } from '@tallystick/verifier-contracts';
import { type Address, zeroAddress } from 'viem';
import type { ChainReader } from '../chain/ChainClients.js';
import { toChainError } from '../chain/toChainError.js';
import { assertEpoch } from './assertEpoch.js';
import { assertStakeAddress } from './assertStakeAddress.js';
import type { Committee, LeafState } from './Committee.js';

export type CommitteeOfParameters = {
  publicClient: ChainReader;
  uptimeCourt: Address;
  provider: Address;
  epoch: number;
};

const LEAF_STATES: readonly LeafState[] = ['untouched', 'demanded', 'revealed', 'struck'];

/**
 * The committee of a provider in an epoch, as it counts now.
 *
 * @throws stake/malformed, chain/call-failed, chain/unreachable
 */
export async function committeeOf(parameters: CommitteeOfParameters): Promise<Committee> {
  const { publicClient, uptimeCourt, provider, epoch } = parameters;
  assertStakeAddress(provider, 'provider');
  assertEpoch(epoch);
  const { drawn, isVoid, positions, watchers, roots, leaves } = await publicClient
    .readContract({ address: uptimeCourt, abi: uptimeCourtAbi, functionName: 'committeeOf', args: [provider, epoch] })
    .catch((error: unknown) => {
      throw toChainError(error, 'reading the committee');
    });
  const members = drawn
    ? positions.map((position, i) => ({
        position,
        watcher: watchers[i] ?? zeroAddress,
        root: roots[i] ?? 0n,
        leaf: LEAF_STATES[leaves[i] ?? 0] ?? 'untouched',
      }))
    : [];
  return { provider, epoch, drawn, isVoid, members };
}
