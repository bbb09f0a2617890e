import { TallystickError } from '../errors/TallystickError.js';
import type { Point } from '../signature/Point.js';
import { verifyField } from '../signature/verifyField.js';
import type { Receipt } from './Receipt.js';
import { receiptMessage } from './receiptMessage.js';

/**
 * Whether `owner` signed the receipt. A receipt with fields out of range is false, as the circuit would refuse it. Does not
 * know which domain is the right one: compare `receipt.domain` first, or use `assertReceipt`.
 *
 * @throws crypto/not-loaded
 */
export function verifyReceipt({ receipt, owner }: { receipt: Receipt; owner: Point }): boolean {
  try {
    return verifyField({ message: receiptMessage(receipt), publicKey: owner, signature: receipt.signature });
  } catch (error) {
    if (error instanceof TallystickError && error.code.startsWith('receipt/')) return false;
    throw error;
  }
}
