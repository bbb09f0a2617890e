import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Served = { origin: string; close(): Promise<void> };

/** Has a server listen on a free port of this machine. */
export async function listen(server: Server): Promise<Served> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { origin: `http://127.0.0.1:${port}`, close: () => closeAll(server) };
}

/** Ends the server and the connections to it, idle ones too. */
export async function closeAll(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}
