import { connect } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';

/** What to drive: one connection for each list, whose entries are payments; undefined is a request without one. */
export type DriveRequest = { port: number; path: string; payments: (string | undefined)[][] };
export type ConnectionResult = { statuses: Record<string, number>; latenciesMs: number[] };
export type DriveResult = { seconds: number; results: ConnectionResult[] };

/**
 * Load for a server, in a thread of its own so that it doesn't slow the one it measures: a request for each payment, the
 * next sent when the answer to the last has come. Plain sockets, since an HTTP client would cost as much as the server.
 */
function driveConnection(
  port: number,
  path: string,
  payments: readonly (string | undefined)[],
): Promise<ConnectionResult> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    const statuses: Record<string, number> = {};
    const latenciesMs: number[] = [];
    let received = '';
    let sentAt = 0;
    let next = 0;
    const send = (): void => {
      sentAt = performance.now();
      const payment = payments[next++];
      const header = payment === undefined ? '' : `x-payment: ${payment}\r\n`;
      socket.write(`GET ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\n${header}\r\n`);
    };
    socket.once('connect', send);
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('The server closed a connection before it had answered all')));
    socket.setEncoding('latin1');
    socket.on('data', (chunk) => {
      received += String(chunk);
      const head = received.indexOf('\r\n\r\n');
      if (head < 0) return;
      const length = Number(/\r\ncontent-length: (\d+)/i.exec(received)?.[1] ?? 0);
      if (received.length < head + 4 + length) return;
      const status = received.slice(9, 12);
      statuses[status] = (statuses[status] ?? 0) + 1;
      latenciesMs.push(performance.now() - sentAt);
      received = '';
      if (next < payments.length) return send();
      socket.end();
      resolve({ statuses, latenciesMs });
    });
  });
}

const { port, path, payments } = workerData as DriveRequest;
parentPort?.once('message', async () => {
  const startedAt = performance.now();
  const results = await Promise.all(payments.map((list) => driveConnection(port, path, list)));
  const result: DriveResult = { seconds: (performance.now() - startedAt) / 1000, results };
  parentPort?.postMessage(result);
});
