import { COMMITTEE_SIZE } from '../uptime/COMMITTEE_SIZE.js';
import { type CommitteeOfParameters, committeeOf } from './committeeOf.js';

/**
 * The five roots of a provider's committee in an epoch as they count now, in the order of a proof's public inputs: 0 where a member
 * posted none or was struck, and for all of them without a committee.
 *
 * @throws stake/malformed, chain/call-failed, chain/unreachable
 */
export async function readRoots(parameters: CommitteeOfParameters): Promise<bigint[]> {
  const { members } = await committeeOf(parameters);
  return Array.from({ length: COMMITTEE_SIZE }, (_, i) => members[i]?.root ?? 0n);
}
