import { InvalidArgumentError } from 'commander';

/**
 * Option parser for the number of a batch, from 0 (the empty tree) to 2^32 - 1.
 *
 * @throws InvalidArgumentError naming what was expected
 */
export function parseBatch(value: string): bigint {
  const batch = /^[0-9]{1,10}$/.test(value) ? BigInt(value) : -1n;
  if (batch < 0n || batch > 0xffff_ffffn) {
    throw new InvalidArgumentError('Expected the number of a batch: a whole number from 0 to 4294967295.');
  }
  return batch;
}
