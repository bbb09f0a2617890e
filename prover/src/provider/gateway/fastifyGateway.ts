import type { OutgoingHttpHeaders } from 'node:http';
import { pipeline, Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import type { FastifyInstance, FastifyPluginCallback, FastifyReply, FastifyRequest } from 'fastify';
import fastifyPlugin from 'fastify-plugin';
import { toUnits } from '../../core/x402/toUnits.js';
import { type AnswerHeaders, exposePayment, keepPrivate, refusalHeadersOf } from './answerHeaders.js';
import type { Admission, Gateway, Refusal } from './gateway.js';
import { unwrapResponse } from './holdResponse.js';
import type { RouteMetering } from './metering.js';
import { countBytes, priceOf, validateRouteMetering } from './metering.js';
import { paymentOf, requestIdIn } from './paymentOf.js';
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

type Paid = { admission: Admission; reply: FastifyReply; admittedAt: number };

/** What the plugin knows of a request to a metered route: asking anew in each hook would cost more than the hooks do. */
type Metered = { metering: RouteMetering<FastifyRequest>; paid: Paid | undefined };

const METERED = Symbol('tallystick.metered');
type Carrier = { [METERED]?: Metered | null };
type Done = (error?: Error) => void;

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
  const findMetering = (request: FastifyRequest): RouteMetering<FastifyRequest> | undefined => {
    const { routeOptions } = request; // made anew each time that it is asked for
    const own = routeOptions.config.tallystick;
    if (own !== undefined) return own || undefined;
    return priced && !request.is404 && !isMadeForFree(request.method, routeOptions) ? byDefault : undefined;
  };

  /** Null for a request that costs nothing. */
  function meteredOf(request: FastifyRequest & Carrier): Metered | null {
    if (request[METERED] !== undefined) return request[METERED];
    const metering = findMetering(request);
    request[METERED] = metering === undefined ? null : { metering, paid: undefined };
    return request[METERED];
  }

  /** @returns whether the request goes on; else it has been answered */
  async function admit(request: FastifyRequest, reply: FastifyReply, metered: Metered): Promise<boolean> {
    const { metering } = metered;
    const { payment, signature } = paymentOf(request.headers);
    const status = statusWithoutDemand({ method: request.method, url: request.url, payment, signature });
    if (status !== undefined) {
      reply.code(status).header('cache-control', 'no-store').send();
      return false;
    }
    const known = priceOf(metering, request);
    const price = known instanceof Promise ? await known : known;
    const { resource, origin, requestId } = placeOf(request);
    const { description } = metering;
    const decision = await gateway.admit({ payment, signature, price, resource, origin, description, requestId });
    if (!decision.admitted) {
      withStatus(reply, decision.refusal).send(decision.refusal.body);
      return false;
    }
    if (reply.raw.destroyed) {
      // Whoever has left by now gets no work done: that it was aborted has been told before anything was paid.
      await decision.admission.release();
      return false;
    }
    metered.paid = { admission: decision.admission, reply, admittedAt: performance.now() };
    request.payment = decision.admission;
    return true;
  }

  /** Admits where the price is known at that point: before the body is read, or after, for a price that is made of it. */
  function admitWhere(isByFunction: boolean, request: FastifyRequest, reply: FastifyReply, done: Done): void {
    const metered = meteredOf(request);
    const isDue = metered !== null && (typeof metered.metering.units === 'function') === isByFunction;
    if (!isDue || metered.paid !== undefined) done();
    else admit(request, reply, metered).then((goesOn) => goesOn && done(), done);
  }

  async function settle(request: FastifyRequest, reply: FastifyReply, sent: unknown): Promise<unknown> {
    const metered = meteredOf(request);
    const entry = metered?.paid;
    if (!metered || entry === undefined) return sent;
    const { metering } = metered;
    metered.paid = undefined;
    const { admission, admittedAt } = entry;
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
      // The route's own are about what isn't sent; those for pages of other origins are as good here.
      for (const name of Object.keys(reply.getHeaders())) {
        if (!/^access-control-|^vary$/.test(name)) reply.removeHeader(name);
      }
      withStatus(reply, refusal).type('application/json; charset=utf-8');
      return JSON.stringify(refusal.body);
    }
  }

  app.decorateRequest('payment', undefined);
  app.decorateRequest(METERED, undefined);
  app.addHook('onRoute', (route) => {
    const own = route.config?.tallystick;
    if (own !== undefined && own !== false) validateRouteMetering(own, gateway);
  });
  // After every onRequest hook: what another plugin puts on each answer, as for other origins, is on a refusal too.
  app.addHook('preParsing', (request, reply, _payload, done) => admitWhere(false, request, reply, done));
  app.addHook('preHandler', (request, reply, done) => admitWhere(true, request, reply, done));
  // Every answer of a metered route, served or refused, paid or not.
  app.addHook('onSend', (request, reply, sent, done) => {
    if (meteredOf(request) === null) return done(null, sent);
    settle(request, reply, sent).then((payload) => {
      exposePayment(headersOf(reply));
      done(null, payload);
    }, done);
  });
  // A hijacked reply never comes through onSend.
  app.addHook('onResponse', (request, reply, done) => {
    if (meteredOf(request)?.paid === undefined) return done();
    settle(request, reply, undefined).then(() => done(), done);
  });
  // Whoever leaves early pays too: else work could be had for nothing, and a reply that never comes would stay reserved.
  app.addHook('onRequestAbort', async (request) => {
    const reply = meteredOf(request)?.paid?.reply;
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
function isMadeForFree(method: string, routeOptions: FastifyRequest['routeOptions']): boolean {
  const { method: methods } = routeOptions;
  if (methods === 'OPTIONS' || (Array.isArray(methods) && methods.length === 1 && methods[0] === 'OPTIONS'))
    return true;
  return method === 'GET' && isAskedByThemselves(routeOptions.url);
}

function placeOf({ url, protocol, host, headers }: FastifyRequest) {
  const origin = host ? `${protocol}://${host}` : undefined;
  return { resource: url, origin, requestId: requestIdIn(headers) };
}

function withStatus(reply: FastifyReply, refusal: Refusal): FastifyReply {
  return reply.code(refusal.status).headers(refusalHeadersOf(refusal));
}

function headersOf(reply: FastifyReply): AnswerHeaders {
  return {
    get: (name) => reply.getHeader(name) as OutgoingHttpHeaders[string],
    names: () => Object.keys(reply.getHeaders()),
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
