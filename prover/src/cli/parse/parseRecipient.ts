import { InvalidArgumentError } from 'commander';
import { type Address, getAddress, isAddress, zeroAddress } from 'viem';

/**
 * Option parser for an Ethereum address that is to be paid: 0x and 40 hex digits, with a right checksum if it is in
 * mixed case (EIP-55), and not the zero address.
 *
 * @throws InvalidArgumentError naming what was expected
 */
export function parseRecipient(value: string): Address {
  if (!isAddress(value) || value.toLowerCase() === zeroAddress) {
    throw new InvalidArgumentError(
      'Expected an Ethereum address: 0x and 40 hex digits, with a right checksum if in mixed case, not zero.',
    );
  }
  return getAddress(value);
}
