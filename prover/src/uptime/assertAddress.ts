import { isAddress } from 'viem';
import { TallystickError } from '../errors/TallystickError.js';

/**
 * Makes sure that a value is an address other than 0.
 *
 * @param field name of the value, for the error
 * @throws uptime/malformed
 */
export function assertAddress(value: unknown, field: string): void {
  if (typeof value === 'string' && isAddress(value, { strict: false }) && BigInt(value) !== 0n) return;
  const expected = 'an address of 20 bytes in hex, other than 0';
  const given = typeof value === 'string' ? value.slice(0, 80) : typeof value;
  throw new TallystickError('uptime/malformed', {
    message: `${field}: expected ${expected}`,
    facts: { field, given, expected },
  });
}
