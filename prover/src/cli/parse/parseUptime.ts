import { InvalidArgumentError } from 'commander';

/**
 * Option parser for a promised uptime in percent, with at most two decimals.
 *
 * @returns the share in 1/10000
 * @throws InvalidArgumentError naming what was expected
 */
export function parseUptime(value: string): number {
  const match = /^(\d{1,2})(?:\.(\d{1,2}))?$/.exec(value);
  const bps = match === null ? 0 : Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0'));
  if (bps === 0) throw new InvalidArgumentError('Expected a percentage from 0.01 to 99.99, such as 99.5.');
  return bps;
}
