import type { FastifyReply } from 'fastify';

/**
 * The body of a web `Response`, whose status and headers go into the reply as Fastify would put them there later: what is charged
 * depends on both. Any other payload as it is.
 */
export function unwrapResponse(reply: FastifyReply, payload: unknown): unknown {
  // A body that was read already is Fastify's to refuse.
  if (!(payload instanceof Response) || payload.bodyUsed) return payload;
  reply.code(payload.status);
  for (const [name, value] of payload.headers) reply.header(name, value);
  return payload.body;
}
