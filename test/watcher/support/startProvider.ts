import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ProbeDomain } from '@tallystick/prover/core';
import { createProbeResponder, nodeHttpProbe } from '@tallystick/prover/provider';
import type { WatchedProvider } from '@tallystick/prover/watcher';
import { privateKeyToAccount } from 'viem/accounts';
import { MODEL_DOMAIN } from './createModelCourt.js';

export type TestProvider = WatchedProvider & {
  account: ReturnType<typeof privateKeyToAccount>;
  responderAccount: ReturnType<typeof privateKeyToAccount>;
  /** Moments at which it was probed, in the clock's milliseconds. */
  probedAtMs: number[];
  /** From now on requests are answered by this listener, or as they should be if undefined. */
  setBehavior(behavior: RequestListener | undefined): void;
  /** Takes the server down, so that connections are refused. */
  close(): Promise<void>;
  /** Brings it back at its port. */
  open(): Promise<void>;
};

const keyOf = (number: number): `0x${string}` => `0x${number.toString(16).padStart(64, '0')}`;

/** A provider's server on a free port of this machine, with the real responder behind plain `node:http`. */
export async function startProvider({
  number,
  nowMs,
  domain = MODEL_DOMAIN,
}: {
  number: number;
  nowMs: () => number;
  domain?: ProbeDomain;
}): Promise<TestProvider> {
  const account = privateKeyToAccount(keyOf(1000 + number));
  const responderAccount = privateKeyToAccount(keyOf(2000 + number));
  const responder = createProbeResponder({
    ...domain,
    account: responderAccount,
    provider: account.address,
    nowMs,
  });
  const probedAtMs: number[] = [];
  let behavior: RequestListener | undefined;
  const asItShould = nodeHttpProbe({ responder }, (_request, response) => response.writeHead(404).end());
  const create = (): Server =>
    createServer((request, response) => {
      probedAtMs.push(nowMs());
      (behavior ?? asItShould)(request, response);
    });
  let server = create();
  const listen = (port: number): Promise<void> =>
    new Promise((resolve) => server.listen(port, '127.0.0.1', () => resolve()));
  await listen(0);
  const { port } = server.address() as AddressInfo;
  return {
    provider: account.address,
    responder: responderAccount.address,
    endpoint: `http://127.0.0.1:${port}`,
    account,
    responderAccount,
    probedAtMs,
    setBehavior(next) {
      behavior = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
    async open() {
      server = create();
      await listen(port);
    },
  };
}
