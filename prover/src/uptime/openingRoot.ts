import { toField } from '../field/toField.js';
import { poseidon } from './poseidon.js';
import type { WatchOpening } from './WatchOpening.js';
import { watchLeafOf } from './watchLeafOf.js';

/**
 * The root that an opening's leaf and path lead to, whatever root it states.
 *
 * @throws uptime/out-of-range, uptime/malformed, crypto/not-a-field-element, crypto/not-loaded
 */
export function openingRoot(opening: Omit<WatchOpening, 'root'>): bigint {
  let node = watchLeafOf(opening);
  let at = opening.index;
  for (const [level, siblings] of opening.siblings.entries()) {
    const family = siblings.map((sibling, i) => toField(sibling, `siblings[${level}][${i}]`));
    family.splice(at % 4, 0, node);
    node = poseidon(family);
    at = Math.floor(at / 4);
  }
  return node;
}
