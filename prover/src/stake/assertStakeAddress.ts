import { type Address, isAddress, zeroAddress } from 'viem';
import { TallystickError } from '../errors/TallystickError.js';

/**
 * Makes sure that a value is an address other than 0.
 *
 * @throws stake/malformed
 */
export function assertStakeAddress(value: unknown, field: string): asserts value is Address {
  if (typeof value === 'string' && isAddress(value) && value !== zeroAddress) return;
  throw new TallystickError('stake/malformed', {
    message: `${field} is no address`,
    facts: {
      field,
      given: typeof value === 'string' ? value.slice(0, 80) : typeof value,
      expected: 'an address, not zero',
    },
  });
}
