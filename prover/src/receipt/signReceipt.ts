import { signField } from '../signature/signField.js';
import type { Receipt, UnsignedReceipt } from './Receipt.js';
import { receiptMessage } from './receiptMessage.js';

/**
 * Acknowledges cumulative units with the allowance's key.
 *
 * @throws receipt/malformed, receipt/counter-out-of-range, key/out-of-range, crypto/not-loaded
 */
export function signReceipt({ privateKey, ...receipt }: UnsignedReceipt & { privateKey: bigint }): Receipt {
  const { domain, serial, units } = receipt;
  return {
    domain,
    serial,
    units: { ...units },
    signature: signField({ message: receiptMessage(receipt), privateKey }),
  };
}
