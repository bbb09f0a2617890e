import { InvalidArgumentError } from 'commander';

/**
 * Option parser for the number of a wallet's account key, from 0 to 2^31 - 1.
 *
 * @throws InvalidArgumentError naming what was expected
 */
export function parseIndex(value: string): number {
  const index = /^[0-9]{1,10}$/.test(value) ? Number(value) : -1;
  if (index < 0 || index > 0x7fff_ffff) {
    throw new InvalidArgumentError('Expected the index of an account key: a whole number from 0 to 2147483647.');
  }
  return index;
}
