import { expect, test } from 'vitest';
import { DEVELOPMENT_STRING, IGNITION } from './constants.js';
import { replaceG2 } from './g2.js';

const source = IGNITION.g2.map((word) => `mstore(0, 0x${word})`).join('\n');

test('default: replaces each word', () => {
  expect(replaceG2(source, DEVELOPMENT_STRING.g2)).toBe(
    DEVELOPMENT_STRING.g2.map((word) => `mstore(0, 0x${word})`).join('\n'),
  );
});

test.each([0, 1, 2, 3])('error: word %i is missing or there twice', (at) => {
  const word = `0x${IGNITION.g2[at]}`;
  const facts = (given: number) =>
    expect.objectContaining({
      code: 'artifacts/unexpected-verifier',
      facts: { field: `g2[${at}]`, given, expected: 1 },
    });
  expect(() => replaceG2(source.replace(word, '0x1'), DEVELOPMENT_STRING.g2)).toThrowError(facts(0));
  expect(() => replaceG2(`${source} ${word}`, DEVELOPMENT_STRING.g2)).toThrowError(facts(2));
});
