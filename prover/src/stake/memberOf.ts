import type { Address } from 'viem';
import { TallystickError } from '../errors/TallystickError.js';
import { type CommitteeOfParameters, committeeOf } from './committeeOf.js';

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
  throw new TallystickError('stake/not-in-committee', {
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
