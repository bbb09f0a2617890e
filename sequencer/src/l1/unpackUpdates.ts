import type { Hex } from 'viem';
import type { PublishedUpdate } from './Chain.js';

const wordDigits = 64;
const serialsPerWord = 7;
const serialMask = 0xffff_ffffn;

/**
 * Reads the bytes of `BatchSettled.updates`: the slots' serials, seven to a word (32 bits each, low bits first), then `(leaf, maskedWord)`
 * of each slot.
 *
 * @throws RangeError when the length is that of no number of slots
 */
export function unpackUpdates(bytes: Hex): PublishedUpdate[] {
  const digits = bytes.slice(2);
  const words = digits.length / wordDigits;
  // words = ceil(count / 7) + 2 · count
  const count = Math.floor((words * serialsPerWord) / (2 * serialsPerWord + 1));
  const head = Math.ceil(count / serialsPerWord);
  if (!Number.isInteger(words) || head + 2 * count !== words) {
    throw new RangeError(`Updates of ${digits.length / 2} bytes fit no number of slots`);
  }
  const word = (at: number) => BigInt(`0x${digits.slice(at * wordDigits, (at + 1) * wordDigits)}`);
  return Array.from({ length: count }, (_, slot) => ({
    serial: Number((word(Math.floor(slot / serialsPerWord)) >> BigInt(32 * (slot % serialsPerWord))) & serialMask),
    leaf: word(head + 2 * slot),
    maskedWord: word(head + 2 * slot + 1),
  }));
}
