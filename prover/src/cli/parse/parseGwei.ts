import { InvalidArgumentError } from 'commander';
import { parseGwei as toWei } from 'viem';

const MAX_GWEI = 1_000_000;

/**
 * Option parser for a price of gas in gwei, above 0, with at most nine decimals.
 *
 * @returns wei
 * @throws InvalidArgumentError naming what was expected
 */
export function parseGwei(value: string): bigint {
  const wei = /^[0-9]{1,7}(\.[0-9]{1,9})?$/.test(value) ? toWei(value) : 0n;
  if (wei > 0n && wei <= toWei(`${MAX_GWEI}`)) return wei;
  throw new InvalidArgumentError(`Expected a number above 0 and up to ${MAX_GWEI}, with at most nine decimals.`);
}
