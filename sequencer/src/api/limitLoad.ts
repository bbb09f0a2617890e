import rateLimit from '@fastify/rate-limit';
import type { TallystickError } from '@tallystick/prover/core';
import { networkOf } from '@tallystick/prover/files';
import { apiError } from '@tallystick/prover/sequencer-client';
import type { FastifyInstance } from 'fastify';
import type { ApiContext } from './ApiContext.js';

/** What an operator's own tools ask for: never turned away, or nobody would see why others are. */
const OPERATION = new Set(['/healthz', '/readyz', '/metrics']);

/** Bounded apart: a stream lasts for an hour. */
const STREAMS = new Set(['/v1/batches/stream']);

/**
 * Turns requests away before they cost anything: beyond an address's share with 429, beyond what the service may hold with 503, both with
 * Retry-After. What was turned away was not looked at.
 */
export async function limitLoad(app: FastifyInstance, { limits, waiting }: ApiContext): Promise<void> {
  const { requestsPerMinute, requestsAtOnce, itemsWaiting } = limits;
  let atOnce = 0;
  const counted = new WeakSet<object>();

  app.addHook('onRequest', async (request) => {
    const { url = '' } = request.routeOptions;
    if (OPERATION.has(url) || STREAMS.has(url)) return;
    if (atOnce >= requestsAtOnce) throw overloaded('requestsAtOnce', atOnce, requestsAtOnce);
    counted.add(request);
    atOnce++;
  });
  const leave = (request: object): void => {
    if (counted.delete(request)) atOnce--;
  };
  app.addHook('onResponse', async (request) => leave(request));
  // The client hung up: no answer will be sent, though its work may go on for a moment.
  app.addHook('onRequestAbort', async (request) => leave(request));
  app.addHook('preHandler', async (request) => {
    if (request.method !== 'POST') return;
    const given = waiting();
    if (given >= itemsWaiting) throw overloaded('itemsWaiting', given, itemsWaiting);
  });

  if (requestsPerMinute === 0) return;
  await app.register(rateLimit, {
    max: requestsPerMinute,
    timeWindow: 60_000,
    cache: 50_000,
    addHeadersOnExceeding: { 'x-ratelimit-limit': false, 'x-ratelimit-remaining': false, 'x-ratelimit-reset': false },
    keyGenerator: (request) => networkOf(request.ip),
    allowList: (request) => OPERATION.has(request.routeOptions.url ?? ''),
    errorResponseBuilder: (_request, { max, ttl }) =>
      apiError('sequencer/rate-limited', {
        facts: { field: 'requests', expected: `at most ${max} a minute`, retryAfterSeconds: Math.ceil(ttl / 1000) },
      }),
  });
}

function overloaded(limit: string, given: number, most: number): TallystickError {
  return apiError('sequencer/overloaded', {
    facts: { limit, given, expected: `fewer than ${most}`, retryAfterSeconds: 5 },
  });
}
