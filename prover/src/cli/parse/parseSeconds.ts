import { InvalidArgumentError } from 'commander';

/**
 * Option parser for a duration in whole seconds, from 1 to 30 days.
 *
 * @throws InvalidArgumentError naming what was expected
 */
export function parseSeconds(value: string): number {
  const seconds = /^[0-9]{1,7}$/.test(value) ? Number(value) : 0;
  if (seconds < 1 || seconds > 2_592_000) {
    throw new InvalidArgumentError('Expected a whole number of seconds from 1 to 2592000 (30 days).');
  }
  return seconds;
}
