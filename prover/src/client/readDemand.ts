import { TallystickError } from '../errors/TallystickError.js';
import type { Demand } from './Demand.js';
import { parseDemand } from './parseDemand.js';

const MAX_BODY = 64 * 1024;

/**
 * Reads the demand in a refused response, if there is one, and gives the response back with its body unread.
 *
 * @throws client/malformed-demand, receipt/malformed, receipt/counter-out-of-range
 */
export async function readDemand(response: Response): Promise<{ response: Response; demand?: Demand }> {
  const { status, statusText, headers } = response;
  if (!(headers.get('content-type') ?? '').includes('json')) return { response };
  const text = await response.text();
  if (text.length > MAX_BODY) {
    const facts = { field: 'body', given: text.length, expected: `at most ${MAX_BODY} characters` };
    throw new TallystickError('client/malformed-demand', { facts });
  }
  const demand = parseDemand(text);
  const unread = new Response(text, { status, statusText, headers });
  return demand === undefined ? { response: unread } : { response: unread, demand };
}
