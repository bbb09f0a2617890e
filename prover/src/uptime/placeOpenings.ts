import type { Address } from 'viem';
import { TallystickError } from '../errors/TallystickError.js';
import type { WatchOpening } from './WatchOpening.js';

/**
 * Puts openings in the order of a committee, whatever order they come in.
 *
 * @param committee the five members' addresses
 * @returns five entries, undefined for a member whose opening isn't there
 * @throws uptime/opening-mismatch for an opening of nobody in the committee, or a second one of a member
 */
export function placeOpenings(
  openings: readonly WatchOpening[],
  committee: readonly Address[],
): (WatchOpening | undefined)[] {
  const placed: (WatchOpening | undefined)[] = committee.map(() => undefined);
  for (const [i, opening] of openings.entries()) {
    const at = committee.findIndex((member) => member.toLowerCase() === opening.watcher.toLowerCase());
    if (at !== -1 && placed[at] === undefined) {
      placed[at] = opening;
      continue;
    }
    throw new TallystickError('uptime/opening-mismatch', {
      message: at === -1 ? 'The watcher is not in the committee' : 'Two openings are of one watcher',
      facts: { field: `openings[${i}].watcher`, given: opening.watcher, expected: 'one opening of each member' },
    });
  }
  return placed;
}
