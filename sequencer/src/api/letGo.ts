import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';

/** How long requests under way may take when the service stops. */
const patienceMs = 10_000;
const intervalMs = 50;

/**
 * Lets connections go when the service stops: each as soon as no request of it is under way, and all of them in the end. Node closes only
 * those that are idle at that moment; one that is kept alive afterwards, or that has never asked anything, would hold up the end for a minute.
 */
export function letGo(app: FastifyInstance): void {
  const sockets = new Map<Socket, number>();
  const change = (socket: Socket, by: number): void => {
    const requests = sockets.get(socket);
    if (requests !== undefined) sockets.set(socket, requests + by);
  };
  app.server.on('connection', (socket: Socket) => {
    sockets.set(socket, 0);
    socket.once('close', () => sockets.delete(socket));
  });
  app.server.on('request', ({ socket }, response) => {
    change(socket, 1);
    response.once('close', () => change(socket, -1));
  });
  app.addHook('preClose', async () => {
    const endMs = performance.now() + patienceMs;
    const timer = setInterval(() => {
      for (const [socket, requests] of sockets) if (requests === 0 || performance.now() > endMs) socket.destroy();
    }, intervalMs);
    app.server.once('close', () => clearInterval(timer));
    // A service that never listened has nothing to close.
    if (!app.server.listening) clearInterval(timer);
  });
}
