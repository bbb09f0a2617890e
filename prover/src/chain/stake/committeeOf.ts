import { uptimeCourtAbi } from '@tallystick/verifier-contracts';
import { type Address, zeroAddress } from 'viem';
import { COMMITTEE_SIZE } from '../../statements/uptime/constants.js';
import type { ChainReader } from '../ChainClients.js';
import { throwChainError } from '../toChainError.js';
import { assertEpoch, assertStakeAddress } from './asserts.js';
import { stakeError } from './stakeErrors.js';
import type { Committee, EpochTimes, LeafState } from './types.js';

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
 *
 * @example
 * import { committeeOf } from '@tallystick/prover/chain';
 *
 * const { drawn, members } = await committeeOf({ publicClient, uptimeCourt, provider, epoch });
 * for (const { watcher, root } of members) console.log(watcher, root);
 */
export async function committeeOf(parameters: CommitteeOfParameters): Promise<Committee> {
  const { publicClient, uptimeCourt, provider, epoch } = parameters;
  assertStakeAddress(provider, 'provider');
  assertEpoch(epoch);
  const { drawn, isVoid, positions, watchers, roots, leaves } = await publicClient
    .readContract({ address: uptimeCourt, abi: uptimeCourtAbi, functionName: 'committeeOf', args: [provider, epoch] })
    .catch(throwChainError('reading the committee'));
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

/**
 * A watcher's place in a provider's committee, 0 to 4.
 *
 * @throws stake/not-in-committee, stake/malformed, chain/call-failed, chain/unreachable
 */
export async function memberOf({ watcher, ...rest }: CommitteeOfParameters & { watcher: Address }): Promise<number> {
  const { members, drawn } = await committeeOf(rest);
  const place = members.findIndex((member) => member.watcher.toLowerCase() === watcher.toLowerCase());
  if (place >= 0) return place;
  const { provider, epoch } = rest;
  throw stakeError('stake/not-in-committee', {
    facts: {
      field: 'watcher',
      given: watcher,
      expected: members.map((member) => member.watcher),
      drawn,
      provider,
      epoch,
    },
  });
}

/**
 * The five roots of a provider's committee in an epoch as they count now, in the order of a proof's public inputs: 0 where a member
 * posted none or was struck, and for all of them without a committee.
 *
 * @throws stake/malformed, chain/call-failed, chain/unreachable
 *
 * @example
 * import { readRoots } from '@tallystick/prover/chain';
 *
 * const roots = await readRoots({ publicClient, uptimeCourt, provider, epoch }); // five, 0n where there is none
 */
export async function readRoots(parameters: CommitteeOfParameters): Promise<bigint[]> {
  const { members } = await committeeOf(parameters);
  return Array.from({ length: COMMITTEE_SIZE }, (_, i) => members[i]?.root ?? 0n);
}

export type ReadEpochTimesParameters = { publicClient: ChainReader; uptimeCourt: Address; epoch: number };

/**
 * The times of an epoch.
 *
 * @throws stake/malformed, chain/call-failed, chain/unreachable
 *
 * @example
 * import { readEpochTimes } from '@tallystick/prover/chain';
 *
 * const { endsAt, proofUntil } = await readEpochTimes({ publicClient, uptimeCourt, epoch });
 */
export async function readEpochTimes(parameters: ReadEpochTimesParameters): Promise<EpochTimes> {
  const { publicClient, uptimeCourt, epoch } = parameters;
  assertEpoch(epoch);
  return publicClient
    .readContract({ address: uptimeCourt, abi: uptimeCourtAbi, functionName: 'timesOf', args: [epoch] })
    .catch(throwChainError("reading the epoch's times"));
}
