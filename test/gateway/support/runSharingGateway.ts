import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { loadCrypto } from '@tallystick/prover/core';
import { createLmdbReceiptStore, nodeHttpGateway } from '@tallystick/prover/provider';
import { compute, createTestProvider } from '../../support/createTestProvider.js';

// A gateway in a process of its own, on a store that another one has open too. `/work` costs a unit-second, and waits with its answer where
// the parent says `hold`, until it says `go`; that a request is being served is told.
await loadCrypto();
const { store, gateway } = createTestProvider({
  store: createLmdbReceiptStore({ path: process.env.STORE_PATH ?? '' }),
});
let release: () => void = () => {};
let held: Promise<void> | undefined;
const server = createServer(
  nodeHttpGateway({ gateway, units: compute(1) }, async (_request, response) => {
    process.send?.({ serving: true });
    await held;
    response.end('done');
  }),
);
process.on('message', (word) => {
  if (word === 'hold') {
    held = new Promise((resolve) => {
      release = resolve;
    });
    process.send?.({ holding: true });
  }
  if (word === 'go') release();
  if (word === 'end') server.close(() => void store.close().then(() => process.exit(0)));
});
server.listen({ host: '127.0.0.1', port: Number(process.env.PORT ?? 0) }, () => {
  process.send?.({ port: (server.address() as AddressInfo).port });
});
