import { type Address, isAddressEqual } from 'viem';
import type { Turn } from './Turn.js';

/** Whether an account may submit a batch of its own now: the contract's rule. */
export function mayMakeOwnBatch({ now, windowEnd, holder, anyoneFrom }: Turn, account: Address): boolean {
  if (now >= windowEnd) return false;
  return holder === undefined ? now >= anyoneFrom : isAddressEqual(holder, account);
}
