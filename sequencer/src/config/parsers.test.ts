import { expect, test } from 'vitest';
import { parseGwei, parseUrls } from './parsers.js';

test('default: several URLs in their order', () => {
  expect(parseUrls('https:')('https://a.example/k, https://b.example')).toEqual([
    'https://a.example/k',
    'https://b.example',
  ]);
});

test.each(['', 'https://a,', 'https://a,https://a', 'https://a,ws://b', 'x'])('error: URLs %j', (value) => {
  expect(() => parseUrls('https:')(value)).toThrow(/URL/);
});

test.each([
  ['200', 200_000_000_000n],
  ['0.000000001', 1n],
  ['1.5', 1_500_000_000n],
  ['1000', 1_000_000_000_000n],
])('default: %s gwei', (value, wei) => {
  expect(parseGwei(1000)(value)).toBe(wei);
});

test.each(['', '0', '0.0', '-1', '1e3', '.5', '1.0000000001', '1001', '1000.1'])('error: %j gwei', (value) => {
  expect(() => parseGwei(1000)(value)).toThrow('a number above 0 and up to 1000');
});
