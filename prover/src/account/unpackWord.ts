import { TallystickError } from '../errors/TallystickError.js';
import { BALANCE_BITS, COUNTER_BITS, MAX_BALANCE, MAX_COUNTER, NONCE_BITS } from './limits.js';
import type { Word } from './Word.js';

const WORD_BITS = BALANCE_BITS + 3n * COUNTER_BITS + NONCE_BITS;

/**
 * The inverse of `packWord`.
 *
 * @throws account/out-of-range when the word has more than 244 bits, as one unmasked with a wrong key nearly always has
 */
export function unpackWord(word: bigint): Word {
  if (word < 0n || word >> WORD_BITS !== 0n) {
    throw new TallystickError('account/out-of-range', { facts: { field: 'word', expected: `below 2^${WORD_BITS}` } });
  }
  return {
    balance: word & MAX_BALANCE,
    counters: {
      computeUnitSeconds: (word >> BALANCE_BITS) & MAX_COUNTER,
      storageGibHours: (word >> (BALANCE_BITS + COUNTER_BITS)) & MAX_COUNTER,
      egressMib: (word >> (BALANCE_BITS + 2n * COUNTER_BITS)) & MAX_COUNTER,
    },
    nonce: Number(word >> (BALANCE_BITS + 3n * COUNTER_BITS)),
  };
}
