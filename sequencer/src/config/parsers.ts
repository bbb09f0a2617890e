import { type Address, getAddress, isAddress } from 'viem';

/**
 * Parsers of option values. Each takes the text of an environment variable or flag and returns the value, or throws an `Expected`
 * whose message says what was expected; the caller adds the option's name.
 */

/** Thrown by a parser; the message completes "expected …". */
export class Expected extends Error {}

/** Any text that isn't blank. */
export function parseText(value: string): string {
  if (value.trim() === '') throw new Expected('a text that is not empty');
  return value;
}

/** A URL with one of the given protocols (such as `http:`). */
export function parseUrl(...protocols: string[]): (value: string) => string {
  const expected = `a URL that starts with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`;
  return (value) => {
    if (!URL.canParse(value) || !protocols.includes(new URL(value).protocol)) throw new Expected(expected);
    return value;
  };
}

/** URLs as `parseUrl` takes them, separated by commas, each once. */
export function parseUrls(...protocols: string[]): (value: string) => string[] {
  const parse = parseUrl(...protocols);
  return (value) => {
    const urls = value.split(',').map((url) => parse(url.trim()));
    if (new Set(urls).size !== urls.length) throw new Expected('URLs separated by commas, each once');
    return urls;
  };
}

/** An amount in gwei with up to nine decimals, above 0; as wei. */
export function parseGwei(max: number): (value: string) => bigint {
  return (value) => {
    const [, whole = '', decimals = ''] = /^(\d{1,12})(?:\.(\d{1,9}))?$/.exec(value) ?? [];
    const wei = BigInt(whole + decimals.padEnd(9, '0'));
    if (whole === '' || wei === 0n || wei > BigInt(max) * 10n ** 9n) {
      throw new Expected(`a number above 0 and up to ${max}, with at most nine decimals`);
    }
    return wei;
  };
}

/** An integer within bounds, both included. */
export function parseInteger(min: number, max: number): (value: string) => number {
  return (value) => {
    const number = Number(value);
    if (!/^\d+$/.test(value) || !Number.isSafeInteger(number) || number < min || number > max) {
      throw new Expected(`an integer from ${min} to ${max}`);
    }
    return number;
  };
}

/** One of a few words. */
export function parseChoice<const T extends string>(...choices: T[]): (value: string) => T {
  return (value) => {
    const choice = choices.find((candidate) => candidate === value);
    if (choice === undefined) throw new Expected(`one of ${choices.join(', ')}`);
    return choice;
  };
}

/** Some of a few names, separated by commas, each once. */
export function parseNames(choices: readonly string[]): (value: string) => string[] {
  return (value) => {
    const names = value.split(',').map((name) => name.trim());
    if (!names.every((name) => choices.includes(name)) || new Set(names).size !== names.length) {
      throw new Expected(`names out of ${choices.join(', ')}, separated by commas, each once`);
    }
    return names;
  };
}

/** Web origins such as `https://app.example`, separated by commas: scheme, host and port only. */
export function parseOrigins(value: string): string[] {
  const origins = value.split(',').map((origin) => origin.trim());
  const isOrigin = (text: string) =>
    URL.canParse(text) && /^https?:$/.test(new URL(text).protocol) && new URL(text).origin === text;
  if (!origins.every(isOrigin)) throw new Expected('origins such as https://app.example, separated by commas');
  return origins;
}

/** 32 bytes of hex with 0x. */
export function parsePrivateKey(value: string): `0x${string}` {
  const trimmed = value.trim();
  if (!/^0x[0-9a-fA-F]{64}$/.test(trimmed)) throw new Expected('0x and 64 hexadecimal digits');
  return trimmed as `0x${string}`;
}

/** Keys of 32 bytes in hex, 0x optional, separated by commas or white space: the first encrypts, all of them open. */
export function parseStoreKeys(value: string): Buffer[] {
  const keys = value.split(/[\s,]+/).filter((key) => key !== '');
  if (keys.length === 0 || keys.some((key) => !/^(0x)?[0-9a-fA-F]{64}$/.test(key))) {
    throw new Expected('64 hexadecimal digits, several keys separated by commas');
  }
  return keys.map((key) => Buffer.from(key.replace(/^0x/, ''), 'hex'));
}

/** An address; one in mixed case has to have the right checksum. */
export function parseAddress(value: string): Address {
  if (!isAddress(value)) throw new Expected('an address with a right checksum');
  return getAddress(value);
}

/** A whole number of a currency's base units. */
export function parseAmount({
  min = 1n,
  max,
  unit = 'token base units',
}: {
  min?: bigint;
  max?: bigint;
  unit?: string;
} = {}) {
  const expected = max === undefined ? `a whole number from ${min} on` : `a whole number from ${min} to ${max}`;
  return (value: string): bigint => {
    const amount = /^\d{1,27}$/.test(value) ? BigInt(value) : undefined;
    if (amount === undefined || amount < min || (max !== undefined && amount > max))
      throw new Expected(`${unit}, ${expected}`);
    return amount;
  };
}
