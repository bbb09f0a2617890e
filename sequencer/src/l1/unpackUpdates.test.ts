import { concat, numberToHex } from 'viem';
import { expect, test } from 'vitest';
import { unpackUpdates } from './unpackUpdates.js';

/** As the contract writes them, told apart from the code under test. */
function pack(updates: { serial: number; leaf: bigint; maskedWord: bigint }[]) {
  const words: bigint[] = [];
  for (let i = 0; i < updates.length; i += 7) {
    let word = 0n;
    for (const [at, { serial }] of updates.slice(i, i + 7).entries()) word |= BigInt(serial) << BigInt(32 * at);
    words.push(word);
  }
  for (const { leaf, maskedWord } of updates) words.push(leaf, maskedWord);
  return concat(words.map((word) => numberToHex(word, { size: 32 })));
}

test('default: every number of slots from 0 to 160 comes back', () => {
  for (let count = 0; count <= 160; count++) {
    const updates = Array.from({ length: count }, (_, i) => ({
      serial: 2 ** 32 - 1 - i,
      leaf: BigInt(i) + 2n ** 200n,
      maskedWord: BigInt(i) ** 3n,
    }));
    expect(unpackUpdates(count === 0 ? '0x' : pack(updates))).toEqual(updates);
  }
});

test('error: bytes that fit no number of slots', () => {
  expect(() => unpackUpdates('0x00')).toThrow(RangeError);
  expect(() => unpackUpdates(`0x${'00'.repeat(32)}`)).toThrow('32 bytes fit no number of slots');
  expect(() => unpackUpdates(`0x${'00'.repeat(32 * 2)}`)).toThrow(RangeError);
});
