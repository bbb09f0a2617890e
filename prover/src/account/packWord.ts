import { BALANCE_BITS, COUNTER_BITS } from './limits.js';
import type { Word } from './Word.js';

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
