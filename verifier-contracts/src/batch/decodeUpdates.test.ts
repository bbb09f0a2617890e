import { concat, type Hex, toHex } from 'viem';
import { describe, expect, test } from 'vitest';
import { decodeUpdates, type Update } from './decodeUpdates.js';

/** What the contract emits, written down once more. */
function encodeUpdates(updates: readonly Update[]): Hex {
  const words: bigint[] = [];
  for (let first = 0; first < updates.length; first += 7) {
    const group = updates.slice(first, first + 7);
    words.push(group.reduce((word, { serial }, index) => word | (BigInt(serial) << BigInt(32 * index)), 0n));
  }
  words.push(...updates.flatMap(({ leaf, maskedWord }) => [leaf, maskedWord]));
  return concat(words.map((word) => toHex(word, { size: 32 })));
}

describe('decodeUpdates', () => {
  test('default: every number of updates around whole words', () => {
    for (let count = 0; count <= 160; count += 1) {
      const updates = Array.from({ length: count }, (_, slot) => ({
        serial: 2 ** 32 - 1 - slot,
        leaf: BigInt(slot) << 200n,
        maskedWord: BigInt(slot + 1),
      }));
      expect(decodeUpdates(encodeUpdates(updates))).toEqual(updates);
    }
  });

  test.each([1, 31, 33, 32, 64, 16 * 32])('error: %i bytes', (bytes) => {
    expect(() => decodeUpdates(toHex(0n, { size: bytes }))).toThrow(
      expect.objectContaining({ code: 'updates/malformed', facts: { bytes } }),
    );
  });
});
