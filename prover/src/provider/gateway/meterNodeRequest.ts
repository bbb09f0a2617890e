import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { toUnits } from '../../core/x402/toUnits.js';
import { type AnswerHeaders, exposePayment, keepPrivate, refusalHeadersOf } from './answerHeaders.js';
import type { Admission, Gateway, Refusal } from './gateway.js';
import { holdResponse } from './holdResponse.js';
import { priceOf, type RouteMetering } from './metering.js';
import { paymentOf, requestIdIn } from './paymentOf.js';
import { statusWithoutDemand } from './statusWithoutDemand.js';

export type NodeExchange<Request extends IncomingMessage> = {
  gateway: Gateway;
  metering: RouteMetering<Request>;
  request: Request;
  response: ServerResponse;
  /** Path that was asked for, as the client wrote it. */
  resource: string;
  origin: string | undefined;
  /** Headers of what the gateway itself answers. */
  refusalHeaders: () => OutgoingHttpHeaders;
  /** Serves the request; its answer waits for the charge. Whoever never comes to it has refused. */
  serve: (admission: Admission) => void | Promise<void>;
};

/**
 * One request of Node.js against a gateway: refused, answered by the gateway itself, or served with the answer held until it is charged.
 *
 * @throws whatever `units` and `serve` throw; nothing is charged then
 */
export async function meterNodeRequest<Request extends IncomingMessage>({
  gateway,
  metering,
  request,
  response,
  resource,
  origin,
  refusalHeaders,
  serve,
}: NodeExchange<Request>): Promise<void> {
  const refuse = (refusal: Refusal) => sendRefusal(response, refusal, refusalHeaders());
  const payment = paymentOf(request.headers);
  const status = statusWithoutDemand({ method: request.method, url: resource, ...payment });
  if (status !== undefined) return sendOwn(response, status, '', refusalHeaders());
  const price = await priceOf(metering, request);
  const requestId = requestIdIn(request.headers);
  const { description } = metering;
  const decision = await gateway.admit({ ...payment, price, resource, origin, description, requestId });
  if (!decision.admitted) return refuse(decision.refusal);
  const { admission } = decision;
  // Whoever has left by now gets no work done: what is told of a closed connection was told before the answer is held.
  if (response.destroyed) return admission.release();
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
      refuse(gateway.refuse(error, { price, resource, origin, requestId }));
    },
  });
  try {
    await serve(admission);
  } catch (error) {
    await admission.release(); // whoever throws has served nothing
    throw error;
  }
}

function sendRefusal(response: ServerResponse, refusal: Refusal, headers: OutgoingHttpHeaders): void {
  const text = JSON.stringify(refusal.body);
  sendOwn(response, refusal.status, text, {
    ...headers,
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    ...refusalHeadersOf(refusal),
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

function headersOf(response: ServerResponse): AnswerHeaders {
  return {
    get: (name) => response.getHeader(name),
    names: () => response.getHeaderNames(),
    set: (name, value) => response.setHeader(name, value),
    remove: (name) => response.removeHeader(name),
  };
}
