import { assertWatchOpening } from './assertWatchOpening.js';
import { openingRoot } from './openingRoot.js';
import type { WatchOpening } from './WatchOpening.js';

/**
 * Whether an opening's leaf lies at its index under its root.
 *
 * @returns false for a well-formed opening that doesn't fit its root
 * @throws uptime/out-of-range, uptime/malformed when a field isn't of its form; crypto/not-loaded
 */
export function verifyOpening(opening: WatchOpening): boolean {
  assertWatchOpening(opening);
  return openingRoot(opening) === opening.root;
}
