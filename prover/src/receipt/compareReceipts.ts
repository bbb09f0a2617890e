import { UNIT_KEYS } from '../account/UNIT_KEYS.js';
import { TallystickError } from '../errors/TallystickError.js';
import type { UnsignedReceipt } from './Receipt.js';

/**
 * Order of two receipts of one allowance: 1 when `a` is the later (no counter lower, one higher), -1 when it is the
 * earlier, 0 when they say the same, and undefined when one counter rose while another fell, which no honest consumer signs.
 *
 * @throws receipt/wrong-domain, receipt/wrong-serial when they are not of one allowance
 */
export function compareReceipts(a: UnsignedReceipt, b: UnsignedReceipt): -1 | 0 | 1 | undefined {
  if (a.domain !== b.domain) {
    throw new TallystickError('receipt/wrong-domain', {
      facts: { field: 'domain', given: a.domain, expected: b.domain },
    });
  }
  if (a.serial !== b.serial) {
    throw new TallystickError('receipt/wrong-serial', {
      facts: { field: 'serial', given: a.serial, expected: b.serial },
    });
  }
  const higher = UNIT_KEYS.some((key) => a.units[key] > b.units[key]);
  const lower = UNIT_KEYS.some((key) => a.units[key] < b.units[key]);
  if (higher && lower) return undefined;
  return higher ? 1 : lower ? -1 : 0;
}
