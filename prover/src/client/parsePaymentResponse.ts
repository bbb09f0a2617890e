import type { Units } from '../account/Units.js';
import { JsonReader } from '../json/JsonReader.js';
import { parseUnits } from '../units/parseUnits.js';

/**
 * Units charged, from the header X-PAYMENT-RESPONSE: null for a charge that is still being metered, undefined without a
 * readable header. A gateway that says nothing readable has not told of a charge, and can't demand it later.
 */
export function parsePaymentResponse(header: string | null): Units | null | undefined {
  if (header === null) return undefined;
  try {
    const json = JSON.parse(Buffer.from(header, 'base64').toString('utf8')) as { unitsCharged?: unknown };
    if (json.unitsCharged === null) return null;
    return parseUnits(new JsonReader(json, { code: 'client/malformed-demand' }).object('unitsCharged'));
  } catch {
    return undefined;
  }
}
