import { MAX_COUNTER, MAX_PRICE, MAX_SERIAL } from '../account/limits.js';
import { PAYMENT_SCHEME } from '../gateway/x402.js';
import { JsonReader } from '../json/JsonReader.js';
import { parseReceipt } from '../receipt/parseReceipt.js';
import { parseUnits } from '../units/parseUnits.js';
import type { Demand } from './Demand.js';

/**
 * Reads the body of a 402 or 409. Undefined when it holds no way to pay by receipts, as another service's 402 may.
 *
 * @throws client/malformed-demand, receipt/malformed, receipt/counter-out-of-range
 */
export function parseDemand(text: string): Demand | undefined {
  const body = parseObject(text);
  const accepts: unknown = body?.accepts;
  if (body === undefined || !Array.isArray(accepts)) return undefined;
  const entry: unknown = accepts.find((way: { scheme?: unknown } | null) => way?.scheme === PAYMENT_SCHEME);
  if (entry === undefined) return undefined;
  const { network, extra } = entry as { network?: unknown; extra?: unknown };
  const reader = new JsonReader(extra, { code: 'client/malformed-demand', path: 'accepts.extra' });
  const { serial, unitsOwed, latestReceipt } = extra as Record<string, unknown>;
  return {
    code: typeof body.code === 'string' ? body.code : '',
    network: typeof network === 'string' ? network : '',
    domain: reader.field('domain'),
    providerSerial: reader.integer('providerSerial', { min: 1, max: MAX_SERIAL }),
    prices: parseUnits(reader.object('prices'), MAX_PRICE),
    price: parseUnits(reader.object('price')),
    serial: serial === undefined ? undefined : reader.integer('serial', { min: 1, max: MAX_SERIAL }),
    unitsOwed: unitsOwed === undefined ? undefined : parseUnits(reader.object('unitsOwed'), 2n * MAX_COUNTER),
    latestReceipt: latestReceipt === undefined ? undefined : parseReceipt(latestReceipt),
  };
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const json: unknown = JSON.parse(text);
    return typeof json === 'object' && json !== null && !Array.isArray(json)
      ? (json as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
