import { UNIT_KEYS, type Units } from '../units.js';
import type { Receipt, UnsignedReceipt } from './receipt.js';
import { receiptError } from './receiptErrors.js';

/**
 * Order of two receipts of one allowance: 1 when `a` is the later (no counter lower, one higher), -1 when it is the
 * earlier, 0 when they say the same, and undefined when one counter rose while another fell, which no honest consumer signs.
 *
 * @throws receipt/wrong-domain, receipt/wrong-serial when they are not of one allowance
 */
export function compareReceipts(a: UnsignedReceipt, b: UnsignedReceipt): -1 | 0 | 1 | undefined {
  if (a.domain !== b.domain) {
    throw receiptError('receipt/wrong-domain', {
      facts: { field: 'domain', given: a.domain, expected: b.domain },
    });
  }
  if (a.serial !== b.serial) {
    throw receiptError('receipt/wrong-serial', {
      facts: { field: 'serial', given: a.serial, expected: b.serial },
    });
  }
  const higher = UNIT_KEYS.some((key) => a.units[key] > b.units[key]);
  const lower = UNIT_KEYS.some((key) => a.units[key] < b.units[key]);
  if (higher && lower) return undefined;
  return higher ? 1 : lower ? -1 : 0;
}

/** Whether `next` may take the place of `previous`: same allowance, and no counter lower. The same receipt again may. */
export function isSuccessor(previous: UnsignedReceipt, next: UnsignedReceipt): boolean {
  if (previous === next) return true;
  if (previous.domain !== next.domain || previous.serial !== next.serial) return false;
  const order = compareReceipts(next, previous);
  return order === 0 || order === 1;
}

/**
 * Checks that no counter of a receipt is below what was acknowledged or settled before.
 *
 * @throws receipt/lower-than-settled naming the first counter that is
 */
export function assertNotLower({ serial, units }: Pick<Receipt, 'serial' | 'units'>, least: Units): void {
  for (const key of UNIT_KEYS) {
    if (units[key] >= least[key]) continue;
    const facts = { field: `units.${key}`, serial, given: units[key], expected: `at least ${least[key]}` };
    throw receiptError('receipt/lower-than-settled', { facts });
  }
}
