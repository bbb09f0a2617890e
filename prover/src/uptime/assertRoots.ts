import { TallystickError } from '../errors/TallystickError.js';
import { isFieldElement } from '../field/isFieldElement.js';
import { COMMITTEE_SIZE } from './COMMITTEE_SIZE.js';

/**
 * Makes sure that there are five roots, field elements each.
 *
 * @throws uptime/out-of-range
 */
export function assertRoots(roots: readonly bigint[]): void {
  const code = 'uptime/out-of-range';
  if (!Array.isArray(roots) || roots.length !== COMMITTEE_SIZE) {
    const given = Array.isArray(roots) ? `${roots.length} roots` : typeof roots;
    throw new TallystickError(code, { facts: { field: 'roots', given, expected: `${COMMITTEE_SIZE} roots` } });
  }
  const bad = roots.findIndex((root) => !isFieldElement(root));
  if (bad === -1) return;
  const facts = { field: `roots[${bad}]`, given: roots[bad], expected: 'a field element; 0 for a member without one' };
  throw new TallystickError(code, { facts });
}
