import { InvalidArgumentError } from 'commander';
import { MAX_EPOCH } from '../../uptime/MAX_EPOCH.js';

/**
 * Option parser for the number of an epoch.
 *
 * @throws InvalidArgumentError naming what was expected
 */
export function parseEpoch(value: string): number {
  const epoch = /^[0-9]{1,10}$/.test(value) ? Number(value) : -1;
  if (epoch < 0 || epoch > MAX_EPOCH) {
    throw new InvalidArgumentError(`Expected the number of an epoch: a whole number from 0 to ${MAX_EPOCH}.`);
  }
  return epoch;
}
