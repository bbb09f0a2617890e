import { PAYMENT_HEADER, SIGNATURE_HEADER } from '../../core/x402/payment.js';
import { toUnits } from '../../core/x402/toUnits.js';
import { REQUEST_ID_HEADER } from '../../telemetry/requestIdOf.js';
import { type AnswerHeaders, exposePayment, keepPrivate, refusalHeadersOf } from './answerHeaders.js';
import type { Admission, Gateway, Refusal } from './gateway.js';
import { type HonoPlace, honoGateways, judgeHonoRoute } from './judgeHonoRoute.js';
import { priceOf, type RouteMetering, validateRouteMetering } from './metering.js';
import { readBody } from './readBody.js';
import { statusWithoutDemand } from './statusWithoutDemand.js';

/** What is needed of a context of Hono 4; its own type fits. */
export type HonoContext = { req: HonoPlace & { raw: Request }; res: Response };

export type HonoGatewayOptions<Context extends HonoContext = HonoContext> = RouteMetering<Context> & {
  gateway: Gateway;
  /** Whether a request is metered, of those that this gateway would meter; all are by default. */
  isMetered?: (context: Context) => boolean;
};

/** Middleware as Hono takes it. */
export type HonoMiddleware<Context extends HonoContext = HonoContext> = (
  context: Context,
  next: () => Promise<void>,
) => Promise<void>;

/** For the type of an app: `new Hono<{ Variables: HonoGatewayVariables }>()`. */
export type HonoGatewayVariables = {
  /** The admission, while a paid request is served. */
  payment: Admission;
};

type Served<Context> = { context: Context; admission: Admission; admittedAt: number };

/**
 * Middleware for Hono 4: serves what comes after it against receipts. Given to `app.use`, it prices each route that is registered after it
 * there; given to a route, that route alone, in place of the app's price. While a paid request is served, `c.get('payment')` is its admission.
 *
 * An answer waits until the charge is durable. With `meter`, a stream is charged at its end, by what has passed; an answer that is there as a whole, before
 * it is sent. Preflights, HEAD and what browsers ask for by themselves are never asked to pay: they are answered with nothing, without running a
 * route. Routes that nobody made, those for OPTIONS alone, and those of just such a path as `/favicon.ico` are left out. Other middleware that is
 * given to `app.use` after the gateway may answer whatever path it is for, and is paid for: CORS and the like belong before the gateway, and
 * nothing that answers by itself between two gateways, of which the later one meters what comes after it.
 * What was paid for is kept from shared caches, whatever the route says.
 *
 * @throws gateway/bad-configuration
 *
 * @example
 * import { honoGateway } from '@tallystick/prover';
 * import { Hono } from 'hono';
 *
 * const app = new Hono();
 * app.use(honoGateway({ gateway, units: { computeUnitSeconds: 1n } }));
 * app.get('/infer', (c) => c.json({ answer: 42 }));
 * app.get('/train', honoGateway({ gateway, units: { computeUnitSeconds: 60n } }), (c) => c.text('trained'));
 */
export function honoGateway<Context extends HonoContext = HonoContext>({
  gateway,
  isMetered = () => true,
  ...metering
}: HonoGatewayOptions<Context>): HonoMiddleware<Context> {
  validateRouteMetering(metering, gateway);

  /** Charges what has been served; called again it changes nothing. */
  async function charge(
    { context, admission, admittedAt }: Served<Context>,
    { statusCode, responseBytes }: { statusCode: number; responseBytes: number },
  ): Promise<string> {
    try {
      const elapsedMs = performance.now() - admittedAt;
      const units = metering.meter?.({ request: context, statusCode, responseBytes, elapsedMs });
      return await admission.settle(units && toUnits(units, 'meter'));
    } catch (error) {
      await admission.release().catch(() => undefined); // else what was reserved would stay so
      throw error;
    }
  }

  async function settle(served: Served<Context>): Promise<void> {
    const { context, admission } = served;
    const { status: statusCode, body } = context.res;
    if (!gateway.isCharged(statusCode)) return admission.release();
    const isMeasured = metering.meter !== undefined && body !== null;
    const read = isMeasured ? await readBody(body as ReadableStream<Uint8Array>) : undefined;
    if (read !== undefined && read.bytes === undefined) {
      const deferred = admission.deferred();
      replace(
        context,
        read.stream((responseBytes) => charge(served, { statusCode, responseBytes })),
      );
      return finish(context, admission, deferred);
    }
    const header = await charge(served, { statusCode, responseBytes: read?.bytes ?? 0 });
    if (statusCode === 101) return; // a socket by now, whose answer has no more headers
    replace(context, read === undefined ? body : read.stream(async () => undefined));
    finish(context, admission, header);
  }

  const middleware: HonoMiddleware<Context> = async (context, next) => {
    if (paid.has(context) || !isMetered(context) || judgeHonoRoute(context.req) !== 'metered') return next();
    const { raw } = context.req;
    const { pathname, search, origin } = new URL(raw.url);
    const resource = `${pathname}${search}`;
    const payment = raw.headers.get(PAYMENT_HEADER) ?? undefined;
    const signature = raw.headers.get(SIGNATURE_HEADER) ?? undefined;
    const status = statusWithoutDemand({ method: raw.method, url: resource, payment, signature });
    if (status !== undefined) return answer(context, status, null, {});
    const price = await priceOf(metering, context);
    const { description } = metering;
    const requestId = raw.headers.get(REQUEST_ID_HEADER) ?? undefined;
    const decision = await gateway.admit({ payment, signature, price, resource, origin, description, requestId });
    if (!decision.admitted) return refuse(context, decision.refusal);
    const { admission } = decision;
    if (raw.signal.aborted) {
      // Whoever has left by now gets no work done, and no answer.
      await admission.release();
      return answer(context, CLIENT_LEFT, null, {});
    }
    const served = { context, admission, admittedAt: performance.now() };
    paid.add(context);
    (context as unknown as { set(name: 'payment', value: Admission): void }).set('payment', admission);
    // Whoever leaves early pays too: else work could be had for nothing, and an answer that never comes would stay reserved.
    const leave = () => void charge(served, { statusCode: 200, responseBytes: 0 }).catch(() => undefined);
    raw.signal.addEventListener('abort', leave);
    try {
      await next();
    } catch (error) {
      await admission.release();
      throw error;
    } finally {
      raw.signal.removeEventListener('abort', leave);
    }
    try {
      await settle(served);
    } catch (error) {
      refuse(context, gateway.refuse(error, { price, resource, origin, requestId }));
    }
  };
  honoGateways.add(middleware);
  return middleware;
}

/** As web servers note a client that closed the connection; it goes nowhere. */
const CLIENT_LEFT = 499;

/** Contexts of requests that some gateway has admitted. */
const paid = new WeakSet<object>();

function finish({ res }: HonoContext, { responseHeader }: Admission, header: string): void {
  const headers = headersOf(res);
  headers.set(responseHeader, header);
  keepPrivate(headers);
  exposePayment(headers);
}

/** The same answer with another body, and headers that can be changed. */
function replace(context: HonoContext, body: ReadableStream | null): void {
  take(context, new Response(body, context.res));
}

/** Puts an answer in the place of what is there: Hono would set the old one's headers in the new one. */
function take(context: { res: Response | undefined }, response: Response): void {
  context.res = undefined;
  context.res = response;
}

function refuse(context: HonoContext, refusal: Refusal): void {
  answer(context, refusal.status, JSON.stringify(refusal.body), {
    'content-type': 'application/json; charset=utf-8',
    ...refusalHeadersOf(refusal),
  });
}

/** What the gateway answers by itself is for this request alone. Of other middleware's headers it keeps those for pages of other origins. */
function answer(context: HonoContext, status: number, text: string | null, own: Record<string, string>): void {
  const headers = new Headers({ ...own, 'cache-control': 'no-store' });
  for (const [name, value] of context.res.headers) {
    if (/^access-control-|^vary$/.test(name)) headers.set(name, value);
  }
  const response = new Response(text, { status, headers });
  exposePayment(headersOf(response));
  take(context, response);
}

function headersOf({ headers }: Response): AnswerHeaders {
  return {
    get: (name) => headers.get(name) ?? undefined,
    names: () => [...headers.keys()],
    set: (name, value) => headers.set(name, value),
    remove: (name) => headers.delete(name),
  };
}
