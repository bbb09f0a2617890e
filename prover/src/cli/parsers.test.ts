import { InvalidArgumentError } from 'commander';
import { describe, expect, test } from 'vitest';
import {
  parseGwei,
  parseHttpUrl,
  parseHttpUrls,
  parseIndex,
  parseRecipient,
  parseSeconds,
  parseSerial,
  parseTime,
  parseUnsigned,
} from './parsers.js';

const checksummed = '0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266';

describe('parsers of option values', () => {
  const amount = parseUnsigned('token base units', 88);
  const accepted: [string, () => unknown, unknown][] = [
    ['parseUnsigned, zero', () => amount('0'), 0n],
    ['parseUnsigned, the maximum', () => amount('309485009821345068724781055'), 2n ** 88n - 1n],
    ['parseSerial', () => parseSerial('4294967295'), 4_294_967_295],
    ['parseIndex', () => parseIndex('0'), 0],
    ['parseGwei', () => parseGwei('1.5'), 1_500_000_000n],
    ['parseSeconds', () => parseSeconds('600'), 600],
    ['parseRecipient', () => parseRecipient(checksummed.toLowerCase()), checksummed],
    ['parseHttpUrls', () => parseHttpUrls('http://a/, http://b'), ['http://a', 'http://b']],
    ['parseHttpUrl', () => parseHttpUrl('http://127.0.0.1:8545/'), 'http://127.0.0.1:8545'],
    ['parseTime, unix seconds', () => parseTime('1790000000'), { unixSeconds: 1_790_000_000 }],
    ['parseTime, ISO 8601', () => parseTime('2026-12-31T00:00:00Z'), { unixSeconds: 1_798_675_200 }],
    ['parseTime, from now', () => parseTime('+30d'), { secondsFromNow: 2_592_000 }],
  ];
  test.each(accepted)('default: %s', (_, parse, expected) => {
    expect(parse()).toEqual(expected);
  });

  const refused: [string, (value: string) => unknown, string, string][] = [
    ['parseUnsigned, one too many', amount, '309485009821345068724781056', 'token base units from 0'],
    ['parseUnsigned, a fraction', amount, '1.5', 'whole number'],
    ['parseUnsigned, an exponent', amount, '1e18', 'decimal digits'],
    ['parseUnsigned, hex', amount, '0x10', 'decimal digits'],
    ['parseUnsigned, a sign', amount, '-1', 'from 0'],
    ['parseUnsigned, nothing', amount, '', 'whole number'],
    ['parseSerial, zero', parseSerial, '0', 'from 1 to 4294967295'],
    ['parseSerial, too large', parseSerial, '4294967296', 'from 1 to 4294967295'],
    ['parseIndex, a word', parseIndex, 'one', 'index of an account key'],
    ['parseSeconds, zero', parseSeconds, '0', 'from 1 to 2592000'],
    ['parseRecipient, a wrong checksum', parseRecipient, checksummed.replace('f39F', 'F39f'), 'checksum'],
    ['parseRecipient, zero', parseRecipient, `0x${'0'.repeat(40)}`, 'not zero'],
    ['parseHttpUrls, one twice', parseHttpUrls, 'http://a,http://a/', 'each once'],
    ['parseHttpUrls, an empty one', parseHttpUrls, 'http://a,', 'URL of an HTTP service'],
    ['parseHttpUrl, no scheme', parseHttpUrl, '127.0.0.1:8545', 'URL of an HTTP service'],
    ['parseHttpUrl, another scheme', parseHttpUrl, 'file:///etc/passwd', 'URL of an HTTP service'],
    ['parseTime, without its zone', parseTime, '2026-12-31T00:00:00', 'ISO 8601 with its zone'],
    ['parseTime, an impossible month', parseTime, '2026-13-31T00:00:00Z', 'ISO 8601 with its zone'],
  ];
  test.each(refused)('error: %s', (_, parse, value, expected) => {
    expect(() => parse(value)).toThrow(InvalidArgumentError);
    expect(() => parse(value)).toThrow(expected);
  });
});
