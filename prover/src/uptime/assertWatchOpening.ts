import { validateInteger } from '../account/validateInteger.js';
import { TallystickError } from '../errors/TallystickError.js';
import { isFieldElement } from '../field/isFieldElement.js';
import { assertAddress } from './assertAddress.js';
import { assertBitmap } from './assertBitmap.js';
import { MAX_EPOCH } from './MAX_EPOCH.js';
import { WATCH_DEPTH } from './WATCH_DEPTH.js';
import type { WatchOpening } from './WatchOpening.js';

/**
 * Makes sure that every field of an opening has its form and range. Bitmap and salt stay out of the error.
 *
 * @param path where the opening stands, for errors: `openings[2]`
 * @throws uptime/malformed, uptime/out-of-range naming the field
 */
export function assertWatchOpening(opening: WatchOpening, path = ''): void {
  const at = (name: string): string => [path, name].filter((part) => part !== '').join('.');
  const { watcher, provider, epoch, bitmap, salt, index, siblings, root } = opening;
  assertAddress(watcher, at('watcher'));
  assertAddress(provider, at('provider'));
  validateInteger(epoch, { field: at('epoch'), max: MAX_EPOCH, code: 'uptime/out-of-range' });
  assertBitmap(bitmap, at('bitmap'));
  validateInteger(index, { field: at('index'), max: 4 ** WATCH_DEPTH - 1, code: 'uptime/out-of-range' });
  const shaped =
    Array.isArray(siblings) && siblings.length === WATCH_DEPTH && siblings.every((level) => level?.length === 3);
  if (!shaped) throw malformed(at('siblings'), `field elements, [${WATCH_DEPTH}][3]`);
  for (const [level, family] of opening.siblings.entries()) {
    const bad = family.findIndex((sibling) => !isFieldElement(sibling));
    if (bad !== -1) throw malformed(at(`siblings[${level}][${bad}]`), 'a field element');
  }
  if (!isFieldElement(salt)) throw malformed(at('salt'), 'a field element');
  if (!isFieldElement(root)) throw malformed(at('root'), 'a field element');
}

function malformed(field: string, expected: string): TallystickError {
  return new TallystickError('uptime/malformed', {
    message: `${field}: expected ${expected}`,
    facts: { field, expected },
  });
}
