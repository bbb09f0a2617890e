import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';

const hashes = new WeakMap<FastifyRequest, Buffer>();

/** Reads bodies of JSON, and nothing else. Of a request with an idempotency key the body's hash is kept. */
export function readBodies(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.removeContentTypeParser('text/plain');
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (request.headers['idempotency-key'] !== undefined) {
      hashes.set(request, createHash('sha256').update(body).digest());
    }
    return parse(request, `${body}`, done);
  });
}

/** SHA-256 of the body as it came; of nothing when there was none. */
export function bodyHashOf(request: FastifyRequest): Buffer {
  return hashes.get(request) ?? createHash('sha256').digest();
}
