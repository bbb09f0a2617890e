import { accessToken } from '../account/accessToken.js';
import { TallystickError } from '../errors/TallystickError.js';
import { fieldToHex } from '../field/fieldToHex.js';
import { serializeReceipt } from '../receipt/serializeReceipt.js';
import { serializeUnits } from '../units/serializeUnits.js';
import { serializeWithdrawal } from '../withdrawal/serializeWithdrawal.js';
import { parseSequencerAccount } from './parseSequencerAccount.js';
import type { JsonObject, SequencerClient } from './SequencerClient.js';
import { toSequencerError } from './toSequencerError.js';

export type SequencerClientOptions = {
  /** Base address of the sequencer, e.g. `http://localhost:8080`. */
  url: string | URL;
  /** `fetch` of the platform by default. */
  fetch?: typeof fetch;
  /** How long to wait for an answer; 10,000 by default. */
  timeoutMs?: number;
};

type Call = { method?: 'GET' | 'POST'; path: string; body?: unknown; token?: string };

/** A client of a sequencer's HTTP interface. */
export function createSequencerClient(options: SequencerClientOptions): SequencerClient {
  const { fetch: send = fetch, timeoutMs = 10_000 } = options;
  const base = new URL(options.url);
  if (!base.pathname.endsWith('/')) base.pathname += '/';

  async function call({ method = 'GET', path, body, token }: Call): Promise<JsonObject> {
    const headers: Record<string, string> = { accept: 'application/json' };
    if (token !== undefined) headers.authorization = `Bearer ${token}`;
    if (body !== undefined) headers['content-type'] = 'application/json';
    let response: Response;
    let text: string;
    try {
      const signal = AbortSignal.timeout(timeoutMs);
      response = await send(new URL(path, base), {
        method,
        headers,
        signal,
        redirect: 'error', // a redirect elsewhere would carry the access token along
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      text = await response.text();
    } catch (cause) {
      const facts = { method, path, origin: base.origin };
      throw new TallystickError('sequencer-client/unreachable', { cause, facts });
    }
    const json = parseJson(text);
    if (!response.ok) throw toSequencerError(response.status, json);
    if (typeof json !== 'object' || json === null) {
      const facts = { field: 'body', path, expected: 'a JSON object' };
      throw new TallystickError('sequencer-client/unexpected-answer', { facts });
    }
    return json as JsonObject;
  }

  return {
    registerAccount({ serial, owner, terms }) {
      const body = {
        serial,
        owner: { x: fieldToHex(owner.x), y: fieldToHex(owner.y) },
        terms: {
          providerSerial: terms.providerSerial,
          prices: serializeUnits(terms.prices),
          expiry: terms.expiry,
          viewKey: fieldToHex(terms.viewKey),
        },
      };
      return call({ method: 'POST', path: 'v1/accounts', body });
    },
    submitSettlement: (receipt) => call({ method: 'POST', path: 'v1/settlements', body: serializeReceipt(receipt) }),
    submitWithdrawal: (withdrawal) =>
      call({ method: 'POST', path: 'v1/withdrawals', body: serializeWithdrawal(withdrawal) }),
    getSettlement: (id) => call({ path: `v1/settlements/${encodeURIComponent(id)}` }),
    getWithdrawal: (id) => call({ path: `v1/withdrawals/${encodeURIComponent(id)}` }),
    async getAccount({ serial, viewKey }) {
      const token = accessToken({ viewKey, serial });
      return parseSequencerAccount(await call({ path: `v1/accounts/${serial}`, token }));
    },
    getState: () => call({ path: 'v1/state' }),
    getBatches: ({ limit, before } = {}) => {
      const query = new URLSearchParams();
      if (limit !== undefined) query.set('limit', `${limit}`);
      if (before !== undefined) query.set('before', `${before}`);
      return call({ path: query.size === 0 ? 'v1/batches' : `v1/batches?${query}` });
    },
    getBatch: (id) => call({ path: `v1/batches/${encodeURIComponent(id)}` }),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
