import { TallystickError } from '../errors/TallystickError.js';
import type { ClientAllowance } from './ClientAllowance.js';

/**
 * Checks that a serial stands for one allowance. Two deployments number theirs alike, and a client that took the counters of one
 * for those of the other would sign for units that nobody delivered.
 *
 * @throws client/bad-configuration
 */
export function assertAllowances(allowances: readonly ClientAllowance[]): void {
  const domains = new Map<number, bigint>();
  for (const { serial, domain } of allowances) {
    if ((domains.get(serial) ?? domain) !== domain) {
      const expected = 'serials of one deployment; make a client with a state of its own for each';
      throw new TallystickError('client/bad-configuration', {
        facts: { field: 'allowances.serial', given: serial, expected },
      });
    }
    domains.set(serial, domain);
  }
}
