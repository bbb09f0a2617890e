import type { Demand } from './Demand.js';
import { parseDemand } from './parseDemand.js';

/** No demand is longer, in bytes; a service behind the gateway may refuse at any length. */
const MAX_BODY = 64 * 1024;

/**
 * Reads the demand in a refused response, if there is one. The response's body stays unread.
 *
 * @throws client/malformed-demand, receipt/malformed, receipt/counter-out-of-range
 */
export async function readDemand(response: Response): Promise<{ response: Response; demand?: Demand }> {
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
