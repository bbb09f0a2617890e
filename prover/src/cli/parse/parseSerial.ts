import { InvalidArgumentError } from 'commander';

/**
 * Option parser for an account's serial, a number from 1 to 2^32 - 1 as the contract hands it out.
 *
 * @throws InvalidArgumentError naming what was expected
 */
export function parseSerial(value: string): number {
  const serial = /^[0-9]{1,10}$/.test(value) ? Number(value) : 0;
  if (serial < 1 || serial > 0xffff_ffff) {
    throw new InvalidArgumentError('Expected an account serial: a whole number from 1 to 4294967295.');
  }
  return serial;
}
