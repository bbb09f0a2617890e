import cors from '@fastify/cors';
import swagger from '@fastify/swagger';
import { trustHops } from '@tallystick/prover/files';
import { apiError } from '@tallystick/prover/sequencer-client';
import { REQUEST_ID_HEADER, requestIdOf } from '@tallystick/prover/telemetry';
import fastify, { type FastifyInstance, type FastifyServerOptions, LogController } from 'fastify';
import type { ApiContext } from './ApiContext.js';
import { createAnswerError } from './createAnswerError.js';
import { readBodies } from './idempotency/readBodies.js';
import { letGo } from './letGo.js';
import { limitLoad } from './limitLoad.js';
import { registerRoutes } from './registerRoutes.js';

/**
 * The schemas describe. Bodies are read by the parsers that clients share, whose errors name field, value and what was expected. Fastify's
 * types know the compilers of Ajv only.
 */
const describing = {
  compilersFactory: { buildValidator: () => () => () => true, buildSerializer: () => () => JSON.stringify },
} as unknown as NonNullable<FastifyServerOptions['schemaController']>;

/** How long a client may take to send a request, headers and body. Without an end, one that stops halfway keeps its place for ever. */
const patienceMs = 30_000;
const patienceCheckMs = 1000;

/** The HTTP service. It isn't listening yet. */
export async function createApi(context: ApiContext): Promise<FastifyInstance> {
  const requestTimeout = context.requestTimeoutMs ?? patienceMs;
  const answerError = createAnswerError();
  const app = fastify({
    requestTimeout,
    // Node exchanges the two where the headers have longer than the whole.
    http: { headersTimeout: requestTimeout, connectionsCheckingInterval: patienceCheckMs },
    // What no route gets to see: a path that can't be decoded, or a part of it that is too long.
    frameworkErrors: answerError,
    loggerInstance: context.logger,
    genReqId: ({ headers }) => requestIdOf(headers[REQUEST_ID_HEADER]),
    bodyLimit: context.bodyLimitBytes,
    // A line per request costs more than the request; errors are logged below, rates are in the metrics.
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    forceCloseConnections: 'idle',
    schemaController: describing,
    trustProxy: trustHops(context.limits.trustedProxies),
  });
  app.setErrorHandler(answerError);
  app.setNotFoundHandler((request) => {
    const facts = { field: 'path', given: `${request.method} ${request.url.slice(0, 200)}` };
    throw apiError('sequencer/unknown-route', { facts });
  });
  app.addHook('onResponse', async (request, reply) => {
    context.count?.(request.routeOptions.url ?? 'unknown', reply.statusCode, reply.elapsedTime / 1000);
  });
  app.addHook('onRequest', async (request, reply) => {
    reply.header(REQUEST_ID_HEADER, request.id);
  });
  letGo(app);
  readBodies(app);
  await app.register(swagger, {
    refResolver: {
      buildLocalReference: (json, _base, _fragment, index) =>
        typeof json.$id === 'string' ? json.$id : `Schema${index}`,
    },
    openapi: {
      openapi: '3.1.0',
      // Where the document is.
      servers: [{ url: '/' }],
      info: {
        title: 'Tallystick sequencer',
        description:
          'Token amounts and units are decimal strings, field elements hex of 32 bytes. Errors carry code, field and remedy.',
        version: '1',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      components: {
        securitySchemes: {
          viewKey: {
            type: 'http',
            scheme: 'bearer',
            description: 'hash([viewKey, serial, "tsAC"]) as hex: `accessToken`',
          },
        },
      },
    },
  });
  if (context.limits.corsOrigins !== undefined) {
    await app.register(cors, {
      origin: [...context.limits.corsOrigins],
      methods: ['GET', 'POST'],
      exposedHeaders: ['retry-after', 'idempotency-replayed', REQUEST_ID_HEADER],
      maxAge: 600,
    });
  }
  await limitLoad(app, context);
  await app.register(async (routes) => registerRoutes(routes, context));
  return app;
}
