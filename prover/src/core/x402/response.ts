import { decodeBase64 } from '../base64.js';
import { JsonReader } from '../JsonReader.js';
import { parseUnits, type SerializedUnits, type Units } from '../units.js';
import { PAYMENT_RESPONSE_HEADER, X402_VERSION_1 } from './payment.js';
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

/** Response header with what was charged in version 2, base64 of JSON. */
export const RESPONSE_HEADER = 'payment-response';

/** What the header PAYMENT-RESPONSE says, after the x402 settlement response of version 2: base64 of this as JSON. */
export type SettlementResponse = Pick<PaymentResponse, 'success' | 'transaction' | 'network' | 'payer'> & {
  /** Token base units charged for this request at the allowance's prices; absent while the response is still being metered. */
  amount?: string;
  extra: Pick<PaymentResponse, 'unitsCharged' | 'unitsUsed' | 'unitsAccepted'>;
};

/**
 * JSON of a `PaymentResponse`, or in version 2 of the `SettlementResponse` that says the same. Written piece by piece, since every paid
 * answer has it and nothing in it needs escaping: digits, and names of ours.
 *
 * @param amount as `SettlementResponse` has it, which version 1 leaves out
 */
export function responseToText(
  { network, payer, unitsCharged, unitsUsed, unitsAccepted }: ChargeReport,
  version: number,
  amount: bigint | undefined,
): string {
  const head = `{"success":true,"transaction":"","network":"${network}","payer":"${payer}"`;
  const charged = unitsCharged === undefined ? 'null' : unitsToText(unitsCharged);
  const units = `"unitsCharged":${charged},"unitsUsed":${unitsToText(unitsUsed)},"unitsAccepted":${unitsToText(unitsAccepted)}`;
  if (version === X402_VERSION_1) return `${head},${units}}`;
  return `${head}${amount === undefined ? '' : `,"amount":"${amount}"`},"extra":{${units}}}`;
}

/** What a gateway tells of a charge. */
export type ChargeReport = {
  network: string;
  /** The allowance's serial. */
  payer: number;
  /** Undefined while the response is still being metered. */
  unitsCharged: Units | undefined;
  unitsUsed: Units;
  unitsAccepted: Units;
};

function unitsToText({ computeUnitSeconds, storageGibHours, egressMib }: Units): string {
  return `{"computeUnitSeconds":"${computeUnitSeconds}","storageGibHours":"${storageGibHours}","egressMib":"${egressMib}"}`;
}

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

/** The header of an answer that tells of a charge, PAYMENT-RESPONSE or X-PAYMENT-RESPONSE. */
export function responseHeaderOf(headers: { get(name: string): string | null }): string | null {
  return headers.get(RESPONSE_HEADER) ?? headers.get(PAYMENT_RESPONSE_HEADER);
}

/**
 * What the header PAYMENT-RESPONSE or X-PAYMENT-RESPONSE says of this allowance's charge; undefined without a readable header, or where it
 * is about another payer, as an answer out of a cache may be. A gateway that says nothing readable has not told of a charge, and can't demand
 * it later.
 */
export function parsePaymentResponse(header: string | null, serial: number): PaymentReport | undefined {
  if (header === null) return undefined;
  try {
    const json = JSON.parse(decodeBase64(header)) as { payer?: unknown; extra?: unknown };
    return readReport(json.extra ?? json, json.payer, serial);
  } catch {
    return undefined;
  }
}

/**
 * What a settlement response of version 2 says of this allowance's charge, as `parsePaymentResponse` does of version 1.
 */
export function readSettlement(
  settlement: { payer?: unknown; extra?: unknown },
  serial: number,
): PaymentReport | undefined {
  try {
    return readReport(settlement.extra, settlement.payer, serial);
  } catch {
    return undefined;
  }
}

function readReport(json: unknown, payer: unknown, serial: number): PaymentReport | undefined {
  if (payer !== `${serial}`) return undefined;
  const { unitsCharged, unitsUsed } = json as { unitsCharged?: unknown; unitsUsed?: unknown };
  const reader = new JsonReader(json, { toError: x402Error.of('client/malformed-demand') });
  return {
    unitsCharged: unitsCharged === null ? null : parseUnits(reader.object('unitsCharged')),
    unitsUsed: unitsUsed === undefined ? undefined : parseUnits(reader.object('unitsUsed')),
  };
}
