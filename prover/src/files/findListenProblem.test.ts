import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect, test } from 'vitest';
import { findListenProblem } from './findListenProblem.js';

const host = '127.0.0.1';

test('default: a taken port, and the same one once it is free', async () => {
  const server = createServer().listen({ host, port: 0 });
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  expect(await findListenProblem({ host, port })).toMatchObject({ code: 'EADDRINUSE' });
  server.close();
  await once(server, 'close');
  expect(await findListenProblem({ host, port })).toBeUndefined();
  // Nothing is left of the look.
  expect(await findListenProblem({ host, port })).toBeUndefined();
});

test('behavior: an address of another machine', async () => {
  expect(await findListenProblem({ host: '192.0.2.1', port: 0 })).toMatchObject({ code: 'EADDRNOTAVAIL' });
});
