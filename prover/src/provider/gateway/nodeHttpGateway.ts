import type { IncomingMessage, OutgoingHttpHeaders, RequestListener, ServerResponse } from 'node:http';
import type { TLSSocket } from 'node:tls';
import { REQUIRED_HEADER } from '../../core/x402/paymentRequired.js';
import { toUnits } from '../../core/x402/toUnits.js';
import { type AnswerHeaders, exposePayment, keepPrivate } from './answerHeaders.js';
import type { Admission, Gateway, Refusal } from './gateway.js';
import { holdResponse } from './holdResponse.js';
import type { RouteMetering } from './metering.js';
import { priceOf, validateRouteMetering } from './metering.js';
import { paymentOf } from './paymentOf.js';
import { statusWithoutDemand } from './statusWithoutDemand.js';

export type NodeHttpGatewayOptions = RouteMetering<IncomingMessage> & {
  gateway: Gateway;
  /** Whether a request is metered; all are by default. One that is not goes to the listener, which may answer preflights by itself. */
  isMetered?: (request: IncomingMessage) => boolean;
  /** Headers of what the gateway itself answers, a demand, a refusal or a preflight: such as those for pages of other origins. */
  refusalHeaders?: (request: IncomingMessage) => OutgoingHttpHeaders;
};

/**
 * Puts a gateway before a request listener of plain `node:http`. The listener answers as usual; the first bytes of its
 * response wait until the charge is durable. With `meter` they wait for the end of the response, which is kept in memory
 * until then: meter large streams by `units`, or in chunks of several requests. Preflights, HEAD and
 * what browsers ask for by themselves are never asked to pay: they are answered with nothing, without the listener. What was paid for is kept from shared caches, whatever the listener says.
 *
 * @throws gateway/bad-configuration
 *
 * @example
 * import { createServer } from 'node:http';
 * import { nodeHttpGateway } from '@tallystick/prover';
 *
 * const serve = nodeHttpGateway({ gateway, units: { computeUnitSeconds: 1n } }, (_request, response) => {
 *   response.end('42');
 * });
 * createServer(serve).listen(3000);
 */
export function nodeHttpGateway(
  { gateway, isMetered = () => true, refusalHeaders = () => ({}), ...metering }: NodeHttpGatewayOptions,
  listener: (request: IncomingMessage, response: ServerResponse) => void | Promise<void>,
): RequestListener {
  validateRouteMetering(metering, gateway);

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!isMetered(request)) return void (await listener(request, response));
    const refuse = (refusal: Refusal) => sendRefusal(response, refusal, refusalHeaders(request));
    const resource = request.url ?? '/';
    const origin = originOf(request);
    const payment = paymentOf(request.headers);
    const status = statusWithoutDemand({ method: request.method, url: request.url, ...payment });
    if (status !== undefined) return sendOwn(response, status, '', refusalHeaders(request));
    const price = await priceOf(metering, request);
    const decision = await gateway.admit({ ...payment, price, resource, origin, description: metering.description });
    if (!decision.admitted) return refuse(decision.refusal);
    const { admission } = decision;
    const admittedAt = performance.now();
    holdResponse(response, {
      untilEnd: metering.meter !== undefined,
      release: async (responseBytes) => {
        const { statusCode } = response;
        if (!gateway.isCharged(statusCode)) return admission.release();
        const elapsedMs = performance.now() - admittedAt;
        const units = metering.meter?.({ request, statusCode, responseBytes, elapsedMs });
        response.setHeader(admission.responseHeader, await admission.settle(units && toUnits(units, 'meter')));
        keepPrivate(headersOf(response));
        exposePayment(headersOf(response));
      },
      fail: (error) => {
        // What the meter threw has charged nothing, and what was reserved would stay so.
        admission.release().catch(() => undefined);
        refuse(gateway.refuse(error, { price, resource, origin }));
      },
    });
    await listen(request, response, admission);
  }

  /** A listener that throws has served nothing; what it threw is the server's to handle. */
  async function listen(request: IncomingMessage, response: ServerResponse, admission: Admission): Promise<void> {
    try {
      await listener(request, response);
    } catch (error) {
      await admission.release();
      throw error;
    }
  }

  return (request, response) => {
    serve(request, response).catch((error: unknown) => {
      response.destroy(error instanceof Error ? error : new Error(String(error)));
    });
  };
}

function sendRefusal(
  response: ServerResponse,
  { status, retryAfterSeconds, required, body }: Refusal,
  headers: OutgoingHttpHeaders,
): void {
  const text = JSON.stringify(body);
  sendOwn(response, status, text, {
    ...headers,
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    ...(retryAfterSeconds === undefined ? {} : { 'retry-after': `${retryAfterSeconds}` }),
    ...(required === undefined ? {} : { [REQUIRED_HEADER]: required }),
  });
}

/** What the gateway answers by itself is for this request alone. */
function sendOwn(response: ServerResponse, status: number, text: string, headers: OutgoingHttpHeaders): void {
  response.statusCode = status;
  for (const [name, value] of Object.entries({ ...headers, 'cache-control': 'no-store' })) {
    if (value !== undefined) response.setHeader(name, value);
  }
  exposePayment(headersOf(response));
  response.end(text);
}

/** Where the request says that it was sent to. */
function originOf({ socket, headers: { host } }: IncomingMessage): string | undefined {
  if (host === undefined) return undefined;
  return `${(socket as Partial<TLSSocket>).encrypted ? 'https' : 'http'}://${host}`;
}

function headersOf(response: ServerResponse): AnswerHeaders {
  return {
    get: (name) => response.getHeader(name),
    names: () => response.getHeaderNames(),
    set: (name, value) => response.setHeader(name, value),
    remove: (name) => response.removeHeader(name),
  };
}
