import { expect, test } from 'vitest';
import { redactUrls } from './redactUrls.js';

test.each([
  ['URL: https://eth.example/v3/0123456789abcdef', 'URL: https://eth.example/…'],
  ['https://user:secret@host:8545 failed', 'https://host:8545/… failed'],
  ['connect postgres://a:b@db:5432/x?y=z, then', 'connect postgres://db:5432/… then'],
  ['http://127.0.0.1:8545', 'http://127.0.0.1:8545'],
  ['(https://x.example?key=1)', '(https://x.example/…'],
  ['wss://a.example/1 and wss://b.example/2', 'wss://a.example/… and wss://b.example/…'],
  ['no address here: a/b', 'no address here: a/b'],
])('default: %s', (text, expected) => {
  expect(redactUrls(text)).toBe(expected);
});
