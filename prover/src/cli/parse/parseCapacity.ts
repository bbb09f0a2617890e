import { InvalidArgumentError } from 'commander';

/**
 * Option parser for a declared capacity: a whole number below 2^32.
 *
 * @throws InvalidArgumentError naming what was expected
 */
export function parseCapacity(value: string): number {
  const capacity = /^[0-9]{1,10}$/.test(value) ? Number(value) : -1;
  if (capacity < 0 || capacity >= 2 ** 32) {
    throw new InvalidArgumentError(`Expected a whole number from 0 to ${2 ** 32 - 1}.`);
  }
  return capacity;
}
