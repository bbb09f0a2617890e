import { TallystickError } from '../errors/TallystickError.js';

const MAX_STAKE = 2n ** 88n - 1n;

/**
 * Makes sure that a value is an amount that the registry can hold.
 *
 * @throws stake/malformed
 */
export function assertStakeAmount(value: unknown, field: string): asserts value is bigint {
  if (typeof value === 'bigint' && value > 0n && value <= MAX_STAKE) return;
  throw new TallystickError('stake/malformed', {
    message: `${field} is no amount that can be staked`,
    facts: { field, given: value ?? null, expected: `token base units from 1 to ${MAX_STAKE}, a bigint` },
  });
}
