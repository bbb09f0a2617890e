import { decodeBase64 } from '../base64.js';
import { JsonReader } from '../JsonReader.js';
import { parseUnits, type SerializedUnits, type Units } from '../units.js';
import { x402Error } from './x402Errors.js';

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

/**
 * Units charged, from the header X-PAYMENT-RESPONSE: null for a charge that is still being metered, undefined without a
 * readable header. A gateway that says nothing readable has not told of a charge, and can't demand it later.
 */
export function parsePaymentResponse(header: string | null): Units | null | undefined {
  if (header === null) return undefined;
  try {
    const json = JSON.parse(decodeBase64(header)) as { unitsCharged?: unknown };
    if (json.unitsCharged === null) return null;
    return parseUnits(
      new JsonReader(json, { toError: x402Error.of('client/malformed-demand') }).object('unitsCharged'),
    );
  } catch {
    return undefined;
  }
}
