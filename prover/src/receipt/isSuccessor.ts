import { compareReceipts } from './compareReceipts.js';
import type { UnsignedReceipt } from './Receipt.js';

/** Whether `next` may take the place of `previous`: same allowance, and no counter lower. The same receipt again may. */
export function isSuccessor(previous: UnsignedReceipt, next: UnsignedReceipt): boolean {
  if (previous.domain !== next.domain || previous.serial !== next.serial) return false;
  const order = compareReceipts(next, previous);
  return order === 0 || order === 1;
}
