import { createServer } from 'node:net';

/**
 * What keeps a program from listening at an address, found out by listening there for a moment; undefined where nothing does. Asked before
 * anything is loaded or made, a taken port costs nothing but the message.
 *
 * @param options.host a name or an address
 * @param options.port 0 asks for the host alone
 *
 * @example
 * import { findListenProblem } from '@tallystick/prover/files';
 *
 * const problem = await findListenProblem({ host: '127.0.0.1', port: 8640 });
 * if (problem !== undefined) throw new Error(`Nothing can listen at 127.0.0.1:8640: ${problem.code}`); // such as EADDRINUSE
 */
export function findListenProblem(options: { host: string; port: number }): Promise<NodeJS.ErrnoException | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', resolve);
    // Not through a cluster's primary, where a worker's would be shared with the others.
    server.listen({ ...options, exclusive: true }, () => server.close(() => resolve(undefined)));
  });
}
