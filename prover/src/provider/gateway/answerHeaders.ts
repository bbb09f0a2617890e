import type { OutgoingHttpHeaders } from 'node:http';
import { PAYMENT_RESPONSE_HEADER } from '../../core/x402/payment.js';
import { REQUIRED_HEADER } from '../../core/x402/paymentRequired.js';
import { RESPONSE_HEADER } from '../../core/x402/response.js';
import { REQUEST_ID_HEADER } from '../../telemetry/requestIdOf.js';
import type { Refusal } from './gateway.js';

/** What a refusal has as headers beside its body, in lower case, and never in a cache. */
export function refusalHeadersOf({ retryAfterSeconds, required, body }: Refusal): Record<string, string> {
  return {
    'cache-control': 'no-store',
    [REQUEST_ID_HEADER]: body.requestId,
    ...(retryAfterSeconds === undefined ? {} : { 'retry-after': `${retryAfterSeconds}` }),
    ...(required === undefined ? {} : { [REQUIRED_HEADER]: required }),
  };
}

/** Headers of an answer that isn't sent yet, of whichever framework. */
export type AnswerHeaders = {
  get(name: string): OutgoingHttpHeaders[string];
  names(): string[];
  set(name: string, value: string): void;
  remove(name: string): void;
};

/** Caches that have a header of their own take it before `Cache-Control` (RFC 9213). */
const TARGETED = /cdn-cache-control$|^surrogate-control$/;
/** What a page on another origin has to read of an answer, beside its body. */
const EXPOSED = [
  ...[REQUIRED_HEADER, RESPONSE_HEADER, PAYMENT_RESPONSE_HEADER].map((name) => name.toUpperCase()),
  'Retry-After',
  'X-Request-Id',
];

/** An answer that was paid for belongs to who paid: no shared cache may keep it, whatever the service says of it (RFC 9111, 5.2.2). */
export function keepPrivate(headers: AnswerHeaders): void {
  headers.set('cache-control', toPrivate(textOf(headers.get('cache-control'))));
  for (const name of headers.names()) if (TARGETED.test(name)) headers.remove(name);
}

/** Where the answer may be read from another origin, the payment's headers may be too (Fetch, "CORS protocol"). */
export function exposePayment(headers: AnswerHeaders): void {
  if (headers.get('access-control-allow-origin') === undefined) return;
  const names = textOf(headers.get('access-control-expose-headers'))
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  const known = new Set(names.map((name) => name.toLowerCase()));
  const missing = EXPOSED.filter((name) => !known.has(name.toLowerCase()));
  headers.set('access-control-expose-headers', [...names, ...missing].join(', '));
}

function toPrivate(given: string): string {
  // A comma inside quotes belongs to a list of fields, as in `no-cache="a, b"`.
  const directives = (given.match(/(?:[^,"]|"[^"]*"?)+/g) ?? [])
    .map((text) => text.trim())
    .filter((text) => text !== '');
  const names = directives.map((text) => text.toLowerCase());
  if (names.includes('no-store')) return given;
  // `private="field"` keeps that field alone from shared caches.
  const rest = directives.filter((_text, i) => !/^(public|private|s-maxage)(\s*=|$)/.test(names[i] ?? ''));
  return ['private', ...rest].join(', ');
}

function textOf(value: OutgoingHttpHeaders[string]): string {
  return Array.isArray(value) ? value.join(', ') : `${value ?? ''}`;
}
