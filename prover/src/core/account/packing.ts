import { BALANCE_BITS, COUNTER_BITS, MAX_BALANCE, MAX_COUNTER, NONCE_BITS, RECEIPT_TAG } from '../limits.js';
import type { Units } from '../units.js';
import { accountError } from './accountErrors.js';

/** The part of an account that changes. */
export type Word = { balance: bigint; counters: Units; nonce: number };

/**
 * The changing part of an account as one field element: balance(88) | compute(44) | storage(44) | egress(44) | nonce(24),
 * low bits first, 244 bits together. Unchecked.
 */
export function packWord({ balance, counters, nonce }: Word): bigint {
  return (
    balance |
    (counters.computeUnitSeconds << BALANCE_BITS) |
    (counters.storageGibHours << (BALANCE_BITS + COUNTER_BITS)) |
    (counters.egressMib << (BALANCE_BITS + 2n * COUNTER_BITS)) |
    (BigInt(nonce) << (BALANCE_BITS + 3n * COUNTER_BITS))
  );
}

/** Units as one field element: compute(44) | storage(44) | egress(44) | RECEIPT_TAG, low bits first. Unchecked. */
export function packUnits({ computeUnitSeconds, storageGibHours, egressMib }: Units): bigint {
  return (
    computeUnitSeconds |
    (storageGibHours << COUNTER_BITS) |
    (egressMib << (2n * COUNTER_BITS)) |
    (RECEIPT_TAG << (3n * COUNTER_BITS))
  );
}

const WORD_BITS = BALANCE_BITS + 3n * COUNTER_BITS + NONCE_BITS;

/**
 * The inverse of `packWord`.
 *
 * @throws account/out-of-range when the word has more than 244 bits, as one unmasked with a wrong key nearly always has
 */
export function unpackWord(word: bigint): Word {
  if (word < 0n || word >> WORD_BITS !== 0n) {
    throw accountError('account/out-of-range', { facts: { field: 'word', expected: `below 2^${WORD_BITS}` } });
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
