import type { FastifyError, FastifyInstance, FastifyPluginCallback } from 'fastify';
import { PROBE_BODY_LIMIT_BYTES, PROBE_PATH } from '../../core/probe.js';
import { probeError } from '../../core/probeErrors.js';
import type { ProbeResponder } from './createProbeResponder.js';

export type FastifyProbeOptions = { responder: ProbeResponder };

/**
 * Fastify plugin: answers probes at `PROBE_PATH`, free of charge even within a metered scope. Register it with a `prefix`
 * if the provider's registered endpoint has a path.
 *
 * @example
 * import { createProbeResponder, fastifyProbe } from '@tallystick/prover';
 * import fastify from 'fastify';
 * import { privateKeyToAccount } from 'viem/accounts';
 *
 * const account = privateKeyToAccount(responderKey);
 * const app = fastify();
 * await app.register(fastifyProbe, { responder: createProbeResponder({ account, provider, chainId, registry }) });
 */
export const fastifyProbe: FastifyPluginCallback<FastifyProbeOptions> = (
  app: FastifyInstance,
  { responder }: FastifyProbeOptions,
  done: (error?: Error) => void,
) => {
  app.post(PROBE_PATH, {
    bodyLimit: PROBE_BODY_LIMIT_BYTES,
    config: { tallystick: false },
    // What is no JSON at all, or too much of it, never reaches the handler.
    errorHandler: (error: FastifyError, _request, reply) => {
      const code = error.statusCode === 413 ? 'probe/too-large' : 'probe/malformed';
      const told = probeError(code, { facts: { field: 'body' } });
      return reply.code(told.status).send(told.toJSON());
    },
    handler: async (request, reply) => {
      const { status, body } = await responder.answer(request.body);
      return reply.code(status).header('cache-control', 'no-store').send(body);
    },
  });
  done();
};
