import { packUnits } from '../account/packUnits.js';
import { poseidon2Hash } from '../hash/poseidon2Hash.js';
import type { UnsignedReceipt } from './Receipt.js';
import { validateUnsignedReceipt } from './validateUnsignedReceipt.js';

/**
 * The field element that a receipt's signature covers: `hash([domain, serial, units | RECEIPT_TAG])`.
 *
 * @throws receipt/malformed, receipt/counter-out-of-range, crypto/not-loaded
 */
export function receiptMessage(receipt: UnsignedReceipt): bigint {
  validateUnsignedReceipt(receipt);
  return poseidon2Hash([receipt.domain, BigInt(receipt.serial), packUnits(receipt.units)]);
}
