import type { Address } from 'viem';
import { BALANCE_BITS } from '../account/limits.js';

/** amount(88) | recipient(160), low bits first: what a withdrawal signs and what the batch publishes of it. Unchecked. */
export function packPayout({ amount, recipient }: { amount: bigint; recipient: Address }): bigint {
  return amount | (BigInt(recipient) << BALANCE_BITS);
}
