import type { IncomingMessage, OutgoingHttpHeaders, RequestListener, ServerResponse } from 'node:http';
import type { TLSSocket } from 'node:tls';
import type { Gateway } from './gateway.js';
import type { RouteMetering } from './metering.js';
import { validateRouteMetering } from './metering.js';
import { meterNodeRequest } from './meterNodeRequest.js';

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
    const listen = () => listener(request, response);
    if (!isMetered(request)) return void (await listen());
    await meterNodeRequest({
      ...{ gateway, metering, request, response },
      resource: request.url ?? '/',
      origin: originOf(request),
      refusalHeaders: () => refusalHeaders(request),
      serve: listen,
    });
  }

  return (request, response) => {
    serve(request, response).catch((error: unknown) => {
      response.destroy(error instanceof Error ? error : new Error(String(error)));
    });
  };
}

/** Where the request says that it was sent to. */
function originOf({ socket, headers: { host } }: IncomingMessage): string | undefined {
  if (host === undefined) return undefined;
  return `${(socket as Partial<TLSSocket>).encrypted ? 'https' : 'http'}://${host}`;
}
