import { InvalidArgumentError } from 'commander';

/**
 * Makes an option parser for a whole number written in decimal digits.
 *
 * The parsed value is a `bigint`; anything else (signs, points, exponents, hex, blanks) is refused, because a silently
 * rounded amount of money is worse than an error.
 *
 * @param what what the number is, with its unit: "token base units", "GiB-hours", …
 * @param bits how many bits it may have at most
 * @throws InvalidArgumentError (from the returned function) naming what was expected
 */
export function parseUnsigned(what: string, bits: number): (value: string) => bigint {
  const maximum = (1n << BigInt(bits)) - 1n;
  const expected = `Expected a whole number of ${what} from 0 to ${maximum} (2^${bits} - 1), in decimal digits.`;
  return (value) => {
    // The length is bounded first, so that a megabyte of digits isn't turned into a number.
    if (!/^[0-9]{1,40}$/.test(value)) throw new InvalidArgumentError(expected);
    const parsed = BigInt(value);
    if (parsed > maximum) throw new InvalidArgumentError(expected);
    return parsed;
  };
}
