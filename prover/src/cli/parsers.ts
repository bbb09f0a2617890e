import { InvalidArgumentError } from 'commander';
import { type Address, getAddress, isAddress, parseGwei as toWei, zeroAddress } from 'viem';
import { MAX_EPOCH } from '../statements/uptime/constants.js';
import type { Resource } from '../statements/usage/statement.js';

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

/**
 * Option parser for the path of a file, which an empty text is none of: it would be found out when everything is done.
 *
 * @throws InvalidArgumentError naming what was expected
 */
export function parsePath(value: string): string {
  if (value === '') throw new InvalidArgumentError('Expected the path of a file.');
  return value;
}

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

/**
 * Option parser for the address of an HTTP service.
 *
 * @returns the URL without a slash at its end
 * @throws InvalidArgumentError naming what was expected
 */
export function parseHttpUrl(value: string): string {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url === undefined || !['http:', 'https:'].includes(url.protocol)) {
    throw new InvalidArgumentError('Expected the URL of an HTTP service, such as http://127.0.0.1:8545.');
  }
  return value.replace(/\/+$/, '');
}

/**
 * Option parser for addresses of HTTP services, separated by commas, each once.
 *
 * @returns the URLs without slashes at their ends
 * @throws InvalidArgumentError naming what was expected
 */
export function parseHttpUrls(value: string): string[] {
  const urls = value.split(',').map((url) => parseHttpUrl(url.trim()));
  if (new Set(urls).size === urls.length) return urls;
  throw new InvalidArgumentError('Expected URLs separated by commas, each once.');
}

/**
 * Parser for a header of a request as curl takes it, `Name: value`.
 *
 * @throws InvalidArgumentError naming what was expected
 */
export function parseHeader(value: string): [name: string, value: string] {
  const match = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([\t\x20-\x7e\x80-\xff]*)$/.exec(value);
  if (match === null) throw new InvalidArgumentError('Expected a header, such as "Accept: application/json".');
  return [match[1] as string, match[2] as string];
}

/**
 * Parser for the address of a page, kept as it was given.
 *
 * @throws InvalidArgumentError naming what was expected
 */
export function parsePageUrl(value: string): URL {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url === undefined || !['http:', 'https:'].includes(url.protocol) || url.username !== '' || url.password !== '') {
    throw new InvalidArgumentError(
      'Expected an http or https URL without user and password, such as https://provider.example/infer.',
    );
  }
  return url;
}

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

const NAMES: Readonly<Record<string, Resource>> = {
  compute: 'computeUnitSeconds',
  storage: 'storageGibHours',
  egress: 'egressMib',
};

/**
 * Option parser for a resource by its short name.
 *
 * @throws InvalidArgumentError naming the choices
 */
export function parseResource(value: string): Resource {
  const resource = Object.hasOwn(NAMES, value) ? NAMES[value] : undefined;
  if (resource === undefined) throw new InvalidArgumentError('Expected a resource: compute, storage or egress.');
  return resource;
}

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

/**
 * Option parser for a port, 0 for a free one.
 *
 * @throws InvalidArgumentError naming what was expected
 */
export function parsePort(value: string): number {
  const port = /^[0-9]{1,5}$/.test(value) ? Number(value) : Number.NaN;
  if (port <= 65_535) return port;
  throw new InvalidArgumentError('Expected a port from 0 to 65535.');
}

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

/** A point in time as an option states it: absolute, or counted from the moment the command runs. */
export type TimeOption = { unixSeconds: number } | { secondsFromNow: number };

const secondsPer = { m: 60, h: 3600, d: 86_400 } as const;

/**
 * Option parser for a point in time: unix seconds (`1790000000`), an ISO 8601 time with its zone
 * (`2026-12-31T00:00:00Z`), or a distance from now in minutes, hours or days (`+90m`, `+12h`, `+30d`).
 *
 * @throws InvalidArgumentError naming what was expected
 */
export function parseTime(value: string): TimeOption {
  const relative = /^\+([0-9]{1,7})([mhd])$/.exec(value);
  if (relative !== null) {
    const unit = relative[2] as keyof typeof secondsPer;
    return { secondsFromNow: Number(relative[1]) * secondsPer[unit] };
  }
  if (/^[0-9]{9,12}$/.test(value)) return { unixSeconds: Number(value) };
  if (/^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+(Z|[+-][0-9]{2}:[0-9]{2})$/.test(value)) {
    const milliseconds = Date.parse(value);
    if (!Number.isNaN(milliseconds)) return { unixSeconds: Math.floor(milliseconds / 1000) };
  }
  throw new InvalidArgumentError(
    'Expected a time: unix seconds (1790000000), ISO 8601 with its zone (2026-12-31T00:00:00Z), ' +
      'or a distance from now (+90m, +12h, +30d).',
  );
}

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
