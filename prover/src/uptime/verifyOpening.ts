import { validateInteger } from '../account/validateInteger.js';
import { TallystickError } from '../errors/TallystickError.js';
import { openingRoot } from './openingRoot.js';
import { WATCH_DEPTH } from './WATCH_DEPTH.js';
import type { WatchOpening } from './WatchOpening.js';

/**
 * Whether an opening's leaf lies at its index under its root.
 *
 * @returns false for a well-formed opening that doesn't fit its root
 * @throws uptime/out-of-range, uptime/malformed, crypto/not-a-field-element when a field isn't of its form; crypto/not-loaded
 */
export function verifyOpening(opening: WatchOpening): boolean {
  const { index, siblings, root } = opening;
  validateInteger(index, { field: 'index', max: 4 ** WATCH_DEPTH - 1, code: 'uptime/out-of-range' });
  if (!Array.isArray(siblings) || siblings.length !== WATCH_DEPTH || siblings.some((level) => level?.length !== 3)) {
    throw new TallystickError('uptime/malformed', {
      message: 'siblings has not the shape of a path',
      facts: { field: 'siblings', expected: `[${WATCH_DEPTH}][3]` },
    });
  }
  return openingRoot(opening) === root;
}
