import { serializeTerms } from '../core/account/termsJson.js';
import { accessToken } from '../core/domain.js';
import { TallystickError } from '../core/errors/TallystickError.js';
import { fieldToHex } from '../core/field.js';
import { serializeReceipt } from '../core/receipt/json.js';
import { serializeWithdrawal } from '../core/withdrawal.js';
import { toSequencerError, toUnreachable } from './errors.js';
import type { Operations } from './generated/api.js';
import { parseSequencerAccount } from './parseSequencerAccount.js';
import { readBatchChanges } from './readBatchChanges.js';
import { readText } from './readText.js';
import { readWithin } from './readWithin.js';
import type { AccountPageQuery, SequencerClient, SubmitOptions } from './SequencerClient.js';
import { sequencerClientError } from './sequencerClientErrors.js';

export type SequencerClientOptions = {
  /** Base address of the sequencer, e.g. `http://localhost:8080`. */
  url: string | URL;
  /** `fetch` of the platform by default. */
  fetch?: typeof fetch;
  /** How long to wait for an answer; 10,000 by default. */
  timeoutMs?: number;
  /** The largest answer that is read, uncompressed; 1,000,000 by default. */
  maxAnswerBytes?: number;
  /** How long a stream may be silent before it is taken for dead; 60,000 by default, four of the sequencer's heartbeats. */
  silenceMs?: number;
};

type Call = SubmitOptions & { path: string; query?: Record<string, unknown>; body?: unknown; token?: string };

/** The operations that answer JSON. */
type Operation = Exclude<keyof Operations, 'streamBatches' | 'getMetrics'>;

/**
 * A client of a sequencer's HTTP interface.
 *
 * @example
 * import { createSequencerClient } from '@tallystick/prover';
 *
 * const sequencer = createSequencerClient({ url: 'https://sequencer.example' });
 * await sequencer.registerAccount({ serial: 7, owner, terms });
 * const { balance, status } = await sequencer.getAccount({ serial: 7, viewKey: terms.viewKey });
 * for await (const change of sequencer.streamBatches()) console.log(change);
 */
export function createSequencerClient(options: SequencerClientOptions): SequencerClient {
  const { fetch: send = fetch, timeoutMs = 10_000, silenceMs = 60_000 } = options;
  const { maxAnswerBytes = 1_000_000 } = options;
  const base = new URL(options.url);
  if (!base.pathname.endsWith('/')) base.pathname += '/';

  /** Calls an operation by its name; its answer is what the document says of it. */
  async function call<O extends Operation>(operation: O, parameters: Call): Promise<Operations[O]['answer']> {
    const { path: route, query = {}, body, token, idempotencyKey } = parameters;
    const method = body === undefined ? 'GET' : 'POST';
    const search = new URLSearchParams();
    for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, `${value}`);
    const path = search.size === 0 ? route : `${route}?${search}`;
    const headers: Record<string, string> = { accept: 'application/json' };
    if (token !== undefined) headers.authorization = `Bearer ${token}`;
    if (body !== undefined) headers['content-type'] = 'application/json';
    if (idempotencyKey !== undefined) headers['idempotency-key'] = idempotencyKey;
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
      text = await readText(response, { maxBytes: maxAnswerBytes });
    } catch (cause) {
      if (cause instanceof TallystickError) throw cause;
      throw toUnreachable(cause, { method, path, origin: base.origin });
    }
    const json = parseJson(text);
    if (!response.ok) throw toSequencerError(response.status, json);
    if (typeof json !== 'object' || json === null) {
      const facts = { field: 'body', operation, path, expected: 'a JSON object' };
      throw sequencerClientError('sequencer-client/unexpected-answer', { facts });
    }
    return json as Operations[O]['answer'];
  }

  async function* streamBatches({ after, signal }: { after?: number; signal?: AbortSignal } = {}) {
    const path = after === undefined ? 'v1/batches/stream' : `v1/batches/stream?after=${after}`;
    // A reader that stops leaves no connection behind.
    const gone = new AbortController();
    const late = (ms: number) => new DOMException(`Nothing came for ${ms} ms.`, 'TimeoutError');
    const connecting = setTimeout(() => gone.abort(late(timeoutMs)), timeoutMs);
    try {
      const response = await send(new URL(path, base), {
        headers: { accept: 'text/event-stream' },
        signal: signal ? AbortSignal.any([signal, gone.signal]) : gone.signal,
        redirect: 'error',
      });
      if (!response.ok) {
        const text = await readText(response, { maxBytes: maxAnswerBytes });
        throw toSequencerError(response.status, parseJson(text));
      }
      clearTimeout(connecting);
      if (!response.body) return;
      yield* readBatchChanges(readWithin(response.body, { timeoutMs: silenceMs, late: () => late(silenceMs) }));
    } catch (cause) {
      if (signal?.aborted) return;
      throw cause instanceof TallystickError
        ? cause
        : toUnreachable(cause, { method: 'GET', path, origin: base.origin });
    } finally {
      clearTimeout(connecting);
      gone.abort();
    }
  }

  const page = (path: string, { serial, viewKey, limit, before }: AccountPageQuery): Call => ({
    path: `v1/accounts/${serial}/${path}`,
    query: { limit, before },
    token: accessToken({ viewKey, serial }),
  });

  return {
    registerAccount({ serial, owner, terms }, submit) {
      const body: Operations['registerAccount']['body'] = {
        serial,
        owner: { x: fieldToHex(owner.x), y: fieldToHex(owner.y) },
        terms: serializeTerms(terms),
      };
      return call('registerAccount', { ...submit, path: 'v1/accounts', body });
    },
    submitSettlement(receipt, { provider, ...submit }) {
      const body: Operations['submitSettlement']['body'] = serializeReceipt(receipt);
      return call('submitSettlement', { ...submit, path: 'v1/settlements', body, token: accessToken(provider) });
    },
    submitWithdrawal(withdrawal, submit) {
      const body: Operations['submitWithdrawal']['body'] = serializeWithdrawal(withdrawal);
      return call('submitWithdrawal', { ...submit, path: 'v1/withdrawals', body });
    },
    getSettlement: (id) => call('getSettlement', { path: `v1/settlements/${encodeURIComponent(id)}` }),
    getWithdrawal: (id) => call('getWithdrawal', { path: `v1/withdrawals/${encodeURIComponent(id)}` }),
    async getAccount({ serial, viewKey }) {
      const token = accessToken({ viewKey, serial });
      return parseSequencerAccount(await call('getAccount', { path: `v1/accounts/${serial}`, token }));
    },
    getAccountSettlements: (query) => call('getAccountSettlements', page('settlements', query)),
    getAccountWithdrawals: (query) => call('getAccountWithdrawals', page('withdrawals', query)),
    getState: () => call('getState', { path: 'v1/state' }),
    getDeployment: () => call('getDeployment', { path: 'v1/deployment' }),
    getBatches: ({ limit, before } = {}) => call('getBatches', { path: 'v1/batches', query: { limit, before } }),
    getBatch: (id) => call('getBatch', { path: `v1/batches/${encodeURIComponent(id)}` }),
    streamBatches,
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
