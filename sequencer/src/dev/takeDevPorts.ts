import { once } from 'node:events';
import { createServer } from 'node:net';
import { sequencerError } from '../errors.js';
import { DEV_PORTS, type DevPorts } from './DevPorts.js';

/** The option that names each port. */
const OPTIONS: Record<keyof DevPorts, string> = {
  chain: '--rpc-port',
  sequencer: '--port',
  service: '--service-port',
};

/**
 * Finds out whether the ports are free, all at once, and takes a free one for each that is 0.
 *
 * @throws sequencer/ports-taken naming each that another process has
 */
export async function takeDevPorts(wanted: DevPorts): Promise<DevPorts> {
  const found = await Promise.all(DEV_PORTS.map((name) => tryPort(wanted[name])));
  const taken = DEV_PORTS.filter((_, index) => found[index] === undefined);
  if (taken.length > 0) {
    const named = taken.map((name) => `${wanted[name]} (${name}, ${OPTIONS[name]})`);
    throw sequencerError('sequencer/dev-ports-taken', {
      message: `Another process listens on ${named.join(', ')}.`,
      facts: Object.fromEntries(taken.map((name) => [name, wanted[name]])),
    });
  }
  return Object.fromEntries(DEV_PORTS.map((name, index) => [name, found[index]])) as DevPorts;
}

/** The port on which it could listen for a moment. */
async function tryPort(port: number): Promise<number | undefined> {
  const server = createServer();
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    return address === null || typeof address === 'string' ? undefined : address.port;
  } catch {
    return undefined;
  } finally {
    if (server.listening) await new Promise((resolve) => server.close(resolve));
  }
}
