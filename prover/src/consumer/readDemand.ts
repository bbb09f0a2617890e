import { fieldToHex } from '../core/field.js';
import { coversUnits, type Units } from '../core/units.js';
import { type Demand, parseDemand, parseRequiredHeader } from '../core/x402/demand.js';
import { REQUIRED_HEADER } from '../core/x402/paymentRequired.js';
import { clientError } from './clientErrors.js';

/** No demand is longer, in bytes; a service behind the gateway may refuse at any length. */
const MAX_BODY = 64 * 1024;

/**
 * Reads the demand in a refused response, if there is one: the one in version 2 where its header can be read. The response's body stays
 * unread.
 *
 * @throws client/malformed-demand, receipt/malformed, receipt/counter-out-of-range
 */
export async function readDemand(response: Response): Promise<{ response: Response; demand?: Demand }> {
  const required = parseRequiredHeader(response.headers.get(REQUIRED_HEADER));
  if (required !== undefined) return { response, demand: required };
  if (!(response.headers.get('content-type') ?? '').includes('json')) return { response };
  const text = await readText(response.clone());
  const demand = text === undefined ? undefined : parseDemand(text);
  return demand === undefined ? { response } : { response, demand };
}

/** Undefined for a body that is too long, of which no more is read then. */
async function readText({ body }: Response): Promise<string | undefined> {
  const decoder = new TextDecoder();
  const reader = body?.getReader();
  let text = '';
  let bytes = 0;
  for (let chunk = await reader?.read(); chunk?.value !== undefined; chunk = await reader?.read()) {
    bytes += chunk.value.byteLength;
    if (bytes > MAX_BODY) {
      // Not awaited: it takes effect once the original's body is read or cancelled too.
      reader?.cancel().catch(() => undefined);
      return undefined;
    }
    text += decoder.decode(chunk.value, { stream: true });
  }
  return text + decoder.decode();
}

/**
 * Checks that a demand is for the deployment, the provider and the allowance at hand.
 *
 * @throws client/no-allowance
 */
export function assertOurs(
  demand: Demand,
  expected: { serial: number; domain: bigint; network: string; providerSerial: number },
): void {
  const serial = demand.serial ?? expected.serial;
  const given = { network: demand.network, providerSerial: demand.providerSerial, domain: demand.domain, serial };
  for (const field of ['network', 'providerSerial', 'domain', 'serial'] as const) {
    if (given[field] === expected[field]) continue;
    const show = (value: string | number | bigint) => (typeof value === 'bigint' ? fieldToHex(value) : value);
    const facts = { field, serial: expected.serial, given: show(given[field]), expected: show(expected[field]) };
    throw clientError('client/no-allowance', { facts });
  }
}

/**
 * Checks that a gateway asks for no more than the caller expected of this request.
 *
 * @throws client/overcharged
 */
export function assertExpected(price: Units, expected: Units, serial?: number): void {
  if (coversUnits(expected, price)) return;
  throw clientError('client/overcharged', {
    facts: { field: 'price', ...(serial === undefined ? {} : { serial }), given: price, expected },
  });
}
