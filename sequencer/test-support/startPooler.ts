import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import pg from 'pg';

export type Pooler = { url: string; close(): Promise<void> };

/**
 * A pooler before a real PostgreSQL, for plain queries: each goes, as it came, to a session that is the connection's own, or to the one of the
 * shared sessions that was given back last, or in turn.
 */
export async function startPooler(url: string, mode: 'session' | 'last' | 'in turn'): Promise<Pooler> {
  const sockets = new Set<Socket>();
  const open = async (): Promise<Session> => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    const { stream: socket } = (client as unknown as { connection: { stream: Socket } }).connection;
    // From here on the answers are the connection's that asks, not the client's that opened the session.
    client.on('error', () => {});
    socket.removeAllListeners('data');
    sockets.add(socket);
    return { socket };
  };
  const shared: Session[] = mode === 'session' ? [] : await Promise.all([open(), open(), open()]);

  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    let isStarted = false;
    const working = mode === 'session' ? open() : undefined;
    let rest = Promise.resolve();
    socket.on('data', (message) => {
      if (!isStarted) {
        isStarted = true;
        socket.write(Buffer.concat([frame('R', Buffer.alloc(4)), frame('Z', Buffer.from('I'))]));
        return;
      }
      if (message[0] === 'X'.charCodeAt(0)) return void socket.end();
      rest = rest.then(async () => {
        const session = working === undefined ? (shared.shift() as Session) : await working;
        socket.write(await ask(session, message));
        if (working !== undefined) return;
        if (mode === 'last') shared.unshift(session);
        else shared.push(session);
      });
    });
  });
  server.listen({ host: '127.0.0.1', port: 0 });
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `postgresql://anybody@127.0.0.1:${port}/postgres`,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

type Session = { socket: Socket };

const frame = (type: string, body: Buffer): Buffer => {
  const head = Buffer.alloc(5);
  head.write(type);
  head.writeUInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
};

/** Sends a query, and collects what the server answers, until it is ready for the next. */
function ask({ socket }: Session, query: Buffer): Promise<Buffer> {
  return new Promise((resolve) => {
    let answer = Buffer.alloc(0);
    const onData = (part: Buffer): void => {
      answer = Buffer.concat([answer, part]);
      // The last message is ReadyForQuery: its letter, its length, and the state of the transaction.
      if (answer.length < 6 || answer[answer.length - 6] !== 'Z'.charCodeAt(0)) return;
      socket.removeListener('data', onData);
      resolve(answer);
    };
    socket.on('data', onData);
    socket.write(query);
  });
}
