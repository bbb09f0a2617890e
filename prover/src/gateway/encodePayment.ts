import { fieldToHex } from '../field/fieldToHex.js';
import { serializeReceipt } from '../receipt/serializeReceipt.js';
import type { Payment } from './Payment.js';
import { PAYMENT_SCHEME, X402_VERSION } from './x402.js';

/** The payment as the header X-PAYMENT carries it. */
export function encodePayment({ network, receipt, viewKey }: Payment): string {
  const allowance = viewKey === undefined ? {} : { allowance: { viewKey: fieldToHex(viewKey) } };
  const payload = { receipt: serializeReceipt(receipt), ...allowance };
  const payment = { x402Version: X402_VERSION, scheme: PAYMENT_SCHEME, network, payload };
  return Buffer.from(JSON.stringify(payment)).toString('base64');
}
