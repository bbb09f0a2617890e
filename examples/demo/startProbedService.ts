import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createProbeResponder, nodeHttpProbe, type ProbeResponderOptions } from '@tallystick/prover/provider';

/** A provider's service as watchers see it. */
export type ProbedService = {
  endpoint: string;
  /** Takes it off the network: connections are refused. */
  goDown(): Promise<void>;
  /** Brings it back where it was. */
  comeBack(): Promise<void>;
};

/** Starts a service that answers probes with the provider's own key, and everything else with 404. */
export async function startProbedService(responder: ProbeResponderOptions): Promise<ProbedService> {
  const listener = nodeHttpProbe({ responder: createProbeResponder(responder) }, (_request, response) =>
    response.writeHead(404).end(),
  );
  let server: Server;
  let port = 0;
  const listen = async (): Promise<void> => {
    server = createServer(listener);
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(port, '127.0.0.1', resolve);
    });
    ({ port } = server.address() as AddressInfo);
  };
  await listen();
  return {
    endpoint: `http://127.0.0.1:${port}`,
    goDown: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
    comeBack: listen,
  };
}
