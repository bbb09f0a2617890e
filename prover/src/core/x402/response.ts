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

/** What a client takes from it. */
export type PaymentReport = {
  /** Units charged for this request; null for a charge that is still being metered. */
  unitsCharged: Units | null;
  /**
   * Cumulative units charged to the allowance, which no two charges leave the same but those of requests under way together;
   * undefined where it doesn't say.
   */
  unitsUsed: Units | undefined;
};

/**
 * What the header X-PAYMENT-RESPONSE says of this allowance's charge; undefined without a readable header, or where it is about
 * another payer, as an answer out of a cache may be. A gateway that says nothing readable has not told of a charge, and can't demand it later.
 */
export function parsePaymentResponse(header: string | null, serial: number): PaymentReport | undefined {
  if (header === null) return undefined;
  try {
    const json = JSON.parse(decodeBase64(header)) as { payer?: unknown; unitsCharged?: unknown; unitsUsed?: unknown };
    if (json.payer !== `${serial}`) return undefined;
    const reader = new JsonReader(json, { toError: x402Error.of('client/malformed-demand') });
    return {
      unitsCharged: json.unitsCharged === null ? null : parseUnits(reader.object('unitsCharged')),
      unitsUsed: json.unitsUsed === undefined ? undefined : parseUnits(reader.object('unitsUsed')),
    };
  } catch {
    return undefined;
  }
}
