import type { OutgoingHttpHeaders } from 'node:http';
import { pipeline, Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import type { FastifyInstance, FastifyPluginCallback, FastifyReply, FastifyRequest } from 'fastify';
import fastifyPlugin from 'fastify-plugin';
import { REQUIRED_HEADER } from '../../core/x402/paymentRequired.js';
import { toUnits } from '../../core/x402/toUnits.js';
import { type AnswerHeaders, exposePayment, keepPrivate } from './answerHeaders.js';
import type { Admission, Gateway, Refusal } from './gateway.js';
import { unwrapResponse } from './holdResponse.js';
import type { RouteMetering } from './metering.js';
import { countBytes, priceOf, validateRouteMetering } from './metering.js';
import { paymentOf } from './paymentOf.js';
import { isAskedByThemselves, statusWithoutDemand } from './statusWithoutDemand.js';

export type FastifyGatewayOptions = RouteMetering<FastifyRequest> & { gateway: Gateway };

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What this route costs, in place of the plugin's own metering; false for a free route. */
    tallystick?: RouteMetering<FastifyRequest> | false;
  }
  interface FastifyRequest {
    /** Set while a paid request is served. */
    payment: Admission | undefined;
  }
}

type Paid = { admission: Admission; reply: FastifyReply; metering: RouteMetering<FastifyRequest>; admittedAt: number };

/**
 * Fastify plugin: serves the routes of the scope it is registered in against receipts. The plugin's own options price every
 * route of the scope, `config.tallystick` a single one; register it in a scope of its own to leave other routes free.
 *
 * Refused before the body is read, unless a route's `units` is a function, which may want the parsed body. Preflights, HEAD and what
 * browsers ask for by themselves are never asked to pay: they are answered with nothing, without running the route. The plugin's own price
 * leaves out routes that nobody made, those for OPTIONS alone, and those of just such a path as `/favicon.ico`. What was paid for is kept
 * from shared caches, whatever the route says.
 *
 * @example
 * import { fastifyGateway } from '@tallystick/prover';
 * import fastify from 'fastify';
 *
 * const app = fastify();
 * await app.register(fastifyGateway, { gateway });
 * app.get('/infer', { config: { tallystick: { units: { computeUnitSeconds: 1n } } } }, async () => ({ answer: 42 }));
 */
export const fastifyGateway: FastifyPluginCallback<FastifyGatewayOptions> = fastifyPlugin(registerGateway, {
  name: '@tallystick/prover/gateway',
  fastify: '5.x',
});

function registerGateway(app: FastifyInstance, options: FastifyGatewayOptions, done: (error?: Error) => void): void {
  const { gateway, ...byDefault } = options;
  const priced = byDefault.units !== undefined || byDefault.meter !== undefined;
  const paid = new WeakMap<FastifyRequest, Paid>();
  const meteringOf = (request: FastifyRequest): RouteMetering<FastifyRequest> | undefined => {
    const own = request.routeOptions.config.tallystick;
    if (own !== undefined) return own || undefined;
    return priced && !request.is404 && !isMadeForFree(request) ? byDefault : undefined;
  };

  async function admit(request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    const metering = meteringOf(request);
    if (metering === undefined || paid.has(request)) return undefined;
    const payment = paymentOf(request.headers);
    const status = statusWithoutDemand({ method: request.method, url: request.url, ...payment });
    if (status !== undefined) return reply.code(status).header('cache-control', 'no-store').send();
    const price = await priceOf(metering, request);
    const decision = await gateway.admit({ ...payment, price, ...placeOf(request), description: metering.description });
    if (!decision.admitted) return withStatus(reply, decision.refusal).send(decision.refusal.body);
    paid.set(request, { admission: decision.admission, reply, metering, admittedAt: performance.now() });
    request.payment = decision.admission;
    return undefined;
  }

  /** Every answer of a metered route, served or refused, paid or not. */
  async function answer(request: FastifyRequest, reply: FastifyReply, sent: unknown): Promise<unknown> {
    const payload = await settle(request, reply, sent);
    if (meteringOf(request) !== undefined) exposePayment(headersOf(reply));
    return payload;
  }

  async function settle(request: FastifyRequest, reply: FastifyReply, sent: unknown): Promise<unknown> {
    const entry = paid.get(request);
    if (entry === undefined) return sent;
    const { admission, metering, admittedAt } = entry;
    paid.delete(request);
    const payload = unwrapResponse(reply, sent);
    const { statusCode } = reply;
    if (!gateway.isCharged(statusCode)) {
      await admission.release();
      return payload;
    }
    const charge = async (responseBytes: number): Promise<string> => {
      try {
        const elapsedMs = performance.now() - admittedAt;
        const units = metering.meter?.({ request, statusCode, responseBytes, elapsedMs });
        return await admission.settle(units && toUnits(units, 'meter'));
      } catch (error) {
        await admission.release().catch(() => undefined); // else what was reserved would stay so
        throw error;
      }
    };
    const bytes = bodyBytes(payload);
    const stream = bytes === undefined && metering.meter !== undefined ? streamOf(payload) : undefined;
    if (stream !== undefined) {
      reply.header(admission.responseHeader, admission.deferred());
      keepPrivate(headersOf(reply));
      const counted = countBytes(charge);
      // Whichever of the two breaks off ends the other; what broke is told by the stream that is sent.
      pipeline(stream, counted, () => {});
      return counted;
    }
    try {
      reply.header(admission.responseHeader, await charge(bytes ?? 0));
      keepPrivate(headersOf(reply));
      return payload;
    } catch (error) {
      const refusal = gateway.refuse(error, { price: admission.price, ...placeOf(request) });
      withStatus(reply, refusal).type('application/json; charset=utf-8').removeHeader('content-length');
      return JSON.stringify(refusal.body);
    }
  }

  app.decorateRequest('payment', undefined);
  app.addHook('onRoute', (route) => {
    const own = route.config?.tallystick;
    if (own !== undefined && own !== false) validateRouteMetering(own, gateway);
  });
  // After every onRequest hook: what another plugin puts on each answer, as for other origins, is on a refusal too.
  app.addHook('preParsing', async (request, reply) => {
    if (typeof meteringOf(request)?.units !== 'function') return admit(request, reply);
    return undefined;
  });
  app.addHook('preHandler', async (request, reply) => {
    if (typeof meteringOf(request)?.units === 'function') return admit(request, reply);
    return undefined;
  });
  app.addHook('onSend', answer);
  // A hijacked reply never comes through onSend.
  app.addHook('onResponse', async (request, reply) => {
    await settle(request, reply, undefined);
  });
  // Whoever leaves early pays too: else work could be had for nothing, and a reply that never comes would stay reserved.
  app.addHook('onRequestAbort', async (request) => {
    const reply = paid.get(request)?.reply;
    if (reply !== undefined) await settle(request, reply, undefined);
  });
  try {
    if (priced) validateRouteMetering(byDefault, gateway);
    done();
  } catch (error) {
    done(error as Error);
  }
}

/** Routes that the plugin's own price isn't meant for: for OPTIONS alone, or for just what browsers and crawlers ask for by themselves. */
function isMadeForFree({ method, routeOptions }: FastifyRequest): boolean {
  const [only, ...others] = [routeOptions.method ?? []].flat();
  if (only === 'OPTIONS' && others.length === 0) return true;
  return method === 'GET' && isAskedByThemselves(routeOptions.url);
}

function placeOf({ url, protocol, host }: FastifyRequest): { resource: string; origin: string | undefined } {
  return { resource: url, origin: host ? `${protocol}://${host}` : undefined };
}

function withStatus(reply: FastifyReply, { status, retryAfterSeconds, required }: Refusal): FastifyReply {
  if (required !== undefined) reply.header(REQUIRED_HEADER, required);
  if (retryAfterSeconds !== undefined) reply.header('retry-after', `${retryAfterSeconds}`);
  return reply.code(status).header('cache-control', 'no-store');
}

function headersOf(reply: FastifyReply): AnswerHeaders {
  return {
    all: () => reply.getHeaders() as OutgoingHttpHeaders,
    set: (name, value) => reply.header(name, value),
    remove: (name) => reply.removeHeader(name),
  };
}

function bodyBytes(payload: unknown): number | undefined {
  if (payload === null || payload === undefined) return 0;
  if (typeof payload === 'string') return Buffer.byteLength(payload);
  return payload instanceof Uint8Array ? payload.byteLength : undefined;
}

/** A stream of either kind that Fastify sends. */
function streamOf(payload: unknown): NodeJS.ReadableStream | undefined {
  const { pipe, getReader } = payload as Partial<NodeJS.ReadableStream & ReadableStream>;
  if (typeof pipe === 'function') return payload as NodeJS.ReadableStream;
  return typeof getReader === 'function' ? Readable.fromWeb(payload as ReadableStream) : undefined;
}
