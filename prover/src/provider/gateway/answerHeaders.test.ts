import type { OutgoingHttpHeaders } from 'node:http';
import { describe, expect, test } from 'vitest';
import { type AnswerHeaders, exposePayment, keepPrivate } from './answerHeaders.js';

function after(change: (headers: AnswerHeaders) => void, given: OutgoingHttpHeaders): OutgoingHttpHeaders {
  const headers = { ...given };
  change({
    get: (name) => headers[name],
    names: () => Object.keys(headers),
    set(name, value) {
      headers[name] = value;
    },
    remove(name) {
      delete headers[name];
    },
  });
  return headers;
}

describe('keepPrivate', () => {
  test.each([
    [undefined, 'private'],
    ['max-age=60', 'private, max-age=60'],
    ['public, max-age=60, s-maxage=600', 'private, max-age=60'],
    ['Public,MAX-AGE=60', 'private, MAX-AGE=60'],
    ['private, max-age=60', 'private, max-age=60'],
    ['private="set-cookie, etag", max-age=60', 'private, max-age=60'],
    ['no-cache="a, public", max-age=60', 'private, no-cache="a, public", max-age=60'],
    ['no-store', 'no-store'],
    ['s-maxage = 600', 'private'],
    [',, ', 'private'],
  ])('default: %s becomes %s', (given, expected) => {
    expect(after(keepPrivate, given === undefined ? {} : { 'cache-control': given })['cache-control']).toBe(expected);
  });

  test('behavior: headers for one kind of cache do not stand above it', () => {
    const given = {
      'cdn-cache-control': 'max-age=60',
      'surrogate-control': 'max-age=60',
      'x-cdn-cache-control': 'max-age=60',
      etag: '"1"',
    };
    expect(after(keepPrivate, given)).toEqual({ 'cache-control': 'private', etag: '"1"' });
  });
});

describe('exposePayment', () => {
  test('default', () => {
    const origin = { 'access-control-allow-origin': 'https://page.example' };
    const exposed = (given: Record<string, string | string[]>) =>
      after(exposePayment, { ...origin, ...given })['access-control-expose-headers'];
    expect(exposed({})).toBe('PAYMENT-REQUIRED, PAYMENT-RESPONSE, X-PAYMENT-RESPONSE, Retry-After, X-Request-Id');
    expect(exposed({ 'access-control-expose-headers': 'ETag, x-payment-response' })).toBe(
      'ETag, x-payment-response, PAYMENT-REQUIRED, PAYMENT-RESPONSE, Retry-After, X-Request-Id',
    );
    expect(exposed({ 'access-control-expose-headers': ['ETag', 'Retry-After'] })).toBe(
      'ETag, Retry-After, PAYMENT-REQUIRED, PAYMENT-RESPONSE, X-PAYMENT-RESPONSE, X-Request-Id',
    );
  });

  test('behavior: an answer for its own origin alone stays as it is', () => {
    expect(after(exposePayment, { etag: '"1"' })).toEqual({ etag: '"1"' });
  });
});
