import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { PAYMENT_HEADER, PAYMENT_RESPONSE_HEADER } from '../../core/x402/payment.js';
import { toUnits } from '../../core/x402/toUnits.js';
import type { Admission, Gateway, Refusal } from './gateway.js';
import { holdResponse } from './holdResponse.js';
import type { RouteMetering } from './metering.js';
import { priceOf, validateRouteMetering } from './metering.js';

export type NodeHttpGatewayOptions = RouteMetering<IncomingMessage> & { gateway: Gateway };

/**
 * Puts a gateway before a request listener of plain `node:http`. The listener answers as usual; the first bytes of its
 * response wait until the charge is durable. With `meter` they wait for the end of the response, which is kept in memory
 * until then: meter large streams by `units`, or in chunks of several requests.
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
  { gateway, ...metering }: NodeHttpGatewayOptions,
  listener: (request: IncomingMessage, response: ServerResponse) => void | Promise<void>,
): RequestListener {
  validateRouteMetering(metering, gateway);

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const resource = request.url ?? '/';
    const { [PAYMENT_HEADER]: header } = request.headers;
    const payment = Array.isArray(header) ? header.join(',') : header;
    const price = await priceOf(metering, request);
    const decision = await gateway.admit({ payment, price, resource, description: metering.description });
    if (!decision.admitted) return sendRefusal(response, decision.refusal);
    const { admission } = decision;
    const admittedAt = performance.now();
    holdResponse(response, {
      untilEnd: metering.meter !== undefined,
      release: async (responseBytes) => {
        const { statusCode } = response;
        if (!gateway.isCharged(statusCode)) return admission.release();
        const elapsedMs = performance.now() - admittedAt;
        const units = metering.meter?.({ request, statusCode, responseBytes, elapsedMs });
        response.setHeader(PAYMENT_RESPONSE_HEADER, await admission.settle(units && toUnits(units, 'meter')));
      },
      fail: (error) => {
        // What the meter threw has charged nothing, and what was reserved would stay so.
        admission.release().catch(() => undefined);
        sendRefusal(response, gateway.refuse(error, { price, resource }));
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

function sendRefusal(response: ServerResponse, { status, retryAfterSeconds, body }: Refusal): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    ...(retryAfterSeconds === undefined ? {} : { 'retry-after': `${retryAfterSeconds}` }),
  });
  response.end(text);
}
