import type { LookupAddress } from 'node:dns';
import { type ClientRequest, request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { LookupFunction } from 'node:net';
import { addressKind } from './addressKind.js';
import { hostKind } from './hostKind.js';
import { resolveAddresses } from './resolveAddresses.js';

export type RequestGuardedParameters = {
  /** An URL that somebody else chose. */
  url: string;
  /** Path to append to the URL's own, with its query where it has one. */
  path: string;
  method: 'GET' | 'POST';
  headers?: Record<string, string>;
  body?: string;
  /** For the whole exchange. */
  timeoutMs: number;
  /** The largest answer that is read. */
  maxBytes: number;
  allowPrivate: boolean;
  signal?: AbortSignal;
  /** Finds a name's addresses; asks the name server by default. */
  resolve?: (hostname: string, isDevelopment: boolean) => Promise<LookupAddress[]>;
};

export type GuardedAnswer =
  | { ok: true; status: number; text: string }
  /** `refused`: not asked, since the URL or its address isn't allowed. */
  | { ok: false; reason: 'refused' | 'timeout' | 'unreachable' | 'too-large' | 'aborted' };

/** What a lookup or a URL is refused with; never leaves this file. */
class AddressRefused extends Error {}

/**
 * Asks an address that a stranger registered, without becoming a way into this machine's network: only http and https; every
 * address that the name resolves to must be public, and the connection goes to exactly the addresses that were checked, so a
 * name that resolves otherwise the next time gains nothing; redirects aren't followed; time and size of the answer are bounded,
 * and no connection, proxy or cookie is shared. Never throws.
 *
 * @see https://cheatsheetseries.owasp.org/cheatsheets/Server_Side_Request_Forgery_Prevention_Cheat_Sheet.html
 */
export async function requestGuarded(parameters: RequestGuardedParameters): Promise<GuardedAnswer> {
  const { method, headers = {}, body, timeoutMs, maxBytes, signal } = parameters;
  const url = toTarget(parameters);
  if (url === undefined) return { ok: false, reason: 'refused' };
  const isAborted = (): boolean => signal?.aborted === true;
  if (isAborted()) return { ok: false, reason: 'aborted' };
  // Not `AbortSignal.any`: what it hangs on a signal that lives as long as the process stays there.
  const stopping = new AbortController();
  const stop = (): void => stopping.abort();
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    stop();
  }, timeoutMs);
  signal?.addEventListener('abort', stop, { once: true });
  const options: RequestOptions = {
    method,
    headers: { ...headers, ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }) },
    agent: false,
    maxHeaderSize: 8192,
    lookup: checkedLookup(parameters),
    signal: stopping.signal,
  };
  try {
    const start = url.protocol === 'https:' ? httpsRequest : httpRequest;
    return await exchange(start(url, options), { body, maxBytes });
  } catch (error) {
    if (error instanceof AddressRefused) return { ok: false, reason: 'refused' };
    if (isAborted()) return { ok: false, reason: 'aborted' };
    return { ok: false, reason: isLate ? 'timeout' : 'unreachable' };
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
  }
}

function toTarget({ url: given, path, allowPrivate }: RequestGuardedParameters): URL | undefined {
  if (given.length > 2048 || !URL.canParse(given)) return undefined;
  const url = new URL(given);
  if (!['http:', 'https:'].includes(url.protocol) || url.username !== '' || url.password !== '') return undefined;
  // A literal address is connected to without a lookup.
  if (!allowPrivate && hostKind(url) !== 'public') return undefined;
  const [, pathname = '', search = ''] = /^([^?]*)(.*)$/s.exec(path) ?? [];
  url.pathname = `${url.pathname.replace(/\/+$/, '')}${pathname}`;
  url.search = search;
  url.hash = '';
  return url;
}

function checkedLookup({ allowPrivate, resolve = resolveAddresses }: RequestGuardedParameters): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, allowPrivate).then(
      (addresses) => {
        const [first] = addresses;
        if (first === undefined) return callback(new Error('the name has no address'), '', 0);
        if (!allowPrivate && !addresses.every(({ address }) => addressKind(address) === 'public')) {
          return callback(new AddressRefused(), '', 0);
        }
        if (options.all === true) return callback(null, addresses);
        return callback(null, first.address, first.family);
      },
      (error: Error) => callback(error, '', 0),
    );
  };
}

function exchange(
  request: ClientRequest,
  { body, maxBytes }: { body: string | undefined; maxBytes: number },
): Promise<GuardedAnswer> {
  return new Promise((settle, reject) => {
    request.on('error', reject);
    // An answer that would switch protocols is neither a response nor an error: the connection is closed, and that is all.
    let hasResponse = false;
    request.on('close', () => {
      if (!hasResponse) reject(new Error('the connection was closed'));
    });
    request.on('response', (response: IncomingMessage) => {
      hasResponse = true;
      const chunks: Buffer[] = [];
      let bytes = 0;
      response.on('error', reject);
      response.on('close', () => reject(new Error('the connection was closed')));
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes <= maxBytes) return void chunks.push(chunk);
        settle({ ok: false, reason: 'too-large' });
        request.destroy();
      });
      response.on('end', () => {
        settle({ ok: true, status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') });
      });
    });
    request.end(body);
  });
}
