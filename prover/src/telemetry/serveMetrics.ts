import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Registry } from 'prom-client';

export type MetricsServer = {
  /** Where they are, `/metrics` included. */
  readonly url: string;
  /** Frees the port. */
  close(): Promise<void>;
};

/**
 * Serves a registry at `/metrics`, and nothing else, on a port of its own: metrics say more of whoever runs a process than those who use
 * it need to know, so the port is the one of Prometheus, not of the public service.
 *
 * `host` is a loopback address, unless whoever else reaches it may read them; `port` 0 takes a free one.
 *
 * @throws what listening fails with, such as EADDRINUSE
 *
 * @example
 * import { serveMetrics } from '@tallystick/prover/telemetry';
 * import { Registry } from 'prom-client';
 *
 * const metrics = new Registry(); // for a gateway, a watcher or a keeper
 * const server = await serveMetrics(metrics, { host: '127.0.0.1', port: 9464 });
 */
export async function serveMetrics(
  registry: Registry,
  { host, port }: { host: string; port: number },
): Promise<MetricsServer> {
  const server = createServer((request, response) => {
    const isAsked = request.url?.split('?')[0] === '/metrics' && /^(GET|HEAD)$/.test(request.method ?? '');
    if (!isAsked) {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('see /metrics\n');
      return;
    }
    registry.metrics().then(
      (text) => response.writeHead(200, { 'content-type': registry.contentType }).end(text),
      () => response.writeHead(500, { 'content-type': 'text/plain' }).end('the metrics could not be read\n'),
    );
  });
  server.unref();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port }, resolve);
  });
  const { address, family, port: taken } = server.address() as AddressInfo;
  return {
    url: `http://${family === 'IPv6' ? `[${address}]` : address}:${taken}/metrics`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
