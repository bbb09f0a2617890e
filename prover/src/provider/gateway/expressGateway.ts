import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Gateway } from './gateway.js';
import { expressGateways, judgeExpressRoute } from './judgeExpressRoute.js';
import { type RouteMetering, validateRouteMetering } from './metering.js';
import { meterNodeRequest } from './meterNodeRequest.js';

/** What is needed of a request of Express 5; its own type fits. */
export type ExpressRequest = IncomingMessage & { originalUrl: string; protocol: string; host: string };

export type ExpressGatewayOptions<Request extends ExpressRequest = ExpressRequest> = RouteMetering<Request> & {
  gateway: Gateway;
  /** Whether a request is metered, of those that this gateway would meter; all are by default. */
  isMetered?: (request: Request) => boolean;
};

/** Middleware as Express takes it. */
export type ExpressMiddleware<Request extends ExpressRequest = ExpressRequest> = (
  request: Request,
  response: ServerResponse,
  next: (error?: unknown) => void,
) => void;

/**
 * Middleware for Express 5: serves what comes after it against receipts. Given to `app.use` or to a router's, it prices each route that is
 * registered after it there; given to a route, that route alone, in place of the app's price. While a paid request is served,
 * `response.locals.payment` is its admission.
 *
 * What is sent waits until the charge is durable, with `meter` all of it until its end, in memory. Preflights, HEAD and what browsers ask for
 * by themselves are never asked to pay: they are answered with nothing, without running a route. Routes that nobody made, those for OPTIONS
 * alone, and those of just such a path as `/favicon.ico` are left out. A function that `app.use` gets after the gateway may answer whatever path
 * it is for, and is paid for: body parsers, CORS and the like belong before the gateway, and a handler of one's own for unknown paths beside a
 * router of the paid routes. Between two gateways of one app nothing may stand that answers by itself: the later one meters what comes after it. What was paid for is kept from shared caches, whatever the route says.
 *
 * @throws gateway/bad-configuration
 *
 * @example
 * import { expressGateway } from '@tallystick/prover';
 * import express from 'express';
 *
 * const app = express();
 * app.use(expressGateway({ gateway, units: { computeUnitSeconds: 1n } }));
 * app.get('/infer', (_request, response) => void response.json({ answer: 42 }));
 * app.get('/train', expressGateway({ gateway, units: { computeUnitSeconds: 60n } }), (_request, response) => void response.send('trained'));
 */
export function expressGateway<Request extends ExpressRequest = ExpressRequest>({
  gateway,
  isMetered = () => true,
  ...metering
}: ExpressGatewayOptions<Request>): ExpressMiddleware<Request> {
  validateRouteMetering(metering, gateway);
  const middleware: ExpressMiddleware<Request> = (request, response, next) => {
    const { locals } = response as ServerResponse & { locals: { payment?: unknown } };
    if (paid.has(response) || !isMetered(request) || judgeExpressRoute(middleware, request) !== 'metered')
      return next();
    meterNodeRequest({
      ...{ gateway, metering, request, response },
      resource: request.originalUrl,
      origin: request.host ? `${request.protocol}://${request.host}` : undefined,
      // Those that other middleware has set by now, as for pages of other origins, are kept where an answer is taken back.
      refusalHeaders: keepShared(response),
      serve: (admission) => {
        paid.add(response);
        locals.payment = admission;
        next();
      },
    }).catch(next);
  };
  expressGateways.add(middleware);
  return middleware;
}

/** Responses to requests that some gateway has admitted; what an app itself calls a payment says nothing of that. */
const paid = new WeakSet<ServerResponse>();

function keepShared(response: ServerResponse): () => Record<string, string | number | string[] | undefined> {
  const before = response.getHeaders();
  const kept = Object.fromEntries(Object.entries(before).filter(([name]) => /^access-control-|^vary$/.test(name)));
  return () => kept;
}
