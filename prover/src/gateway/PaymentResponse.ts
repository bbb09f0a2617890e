import type { SerializedUnits } from '../units/serializeUnits.js';

/** What the header X-PAYMENT-RESPONSE says, after the x402 settlement response: base64 of this as JSON. */
export type PaymentResponse = {
  success: true;
  /** Empty: receipts are settled later, many at once. */
  transaction: '';
  network: string;
  /** The allowance's serial. */
  payer: string;
  /** Units charged for this request; null while the response is still being metered, as a stream is. */
  unitsCharged: SerializedUnits | null;
  /** Cumulative units charged to the allowance. */
  unitsUsed: SerializedUnits;
  /** Cumulative units of the latest receipt accepted. */
  unitsAccepted: SerializedUnits;
};
