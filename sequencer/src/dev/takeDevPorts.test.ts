import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect, test } from 'vitest';
import { takeDevPorts } from './takeDevPorts.js';

test('default: free ports for those that are 0, different ones', async () => {
  const { chain, sequencer, service } = await takeDevPorts({ chain: 0, sequencer: 0, service: 0 });
  expect(new Set([chain, sequencer, service]).size).toBe(3);
  expect(Math.min(chain, sequencer, service)).toBeGreaterThan(0);
});

test('error: all that are taken are told at once, with the options that name others', async () => {
  const servers = [createServer(), createServer()].map((server) => server.listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const [chain = 0, service = 0] = servers.map((server) => (server.address() as AddressInfo).port);
  try {
    await expect(takeDevPorts({ chain, sequencer: 0, service })).rejects.toMatchObject({
      code: 'sequencer/dev-ports-taken',
      message: `Another process listens on ${chain} (chain, --rpc-port), ${service} (service, --service-port).`,
      facts: { chain, service },
    });
  } finally {
    for (const server of servers) server.close();
  }
});
