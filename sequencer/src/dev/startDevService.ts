import { join } from 'node:path';
import type { Prices } from '@tallystick/prover/core';
import {
  createGateway,
  createLmdbReceiptStore,
  createSequencerAllowanceSource,
  createSettler,
  fastifyGateway,
} from '@tallystick/prover/provider';
import type { SequencerClient } from '@tallystick/prover/sequencer-client';
import type { Deployment } from '@tallystick/verifier-contracts';
import fastify from 'fastify';
import type { Logger } from 'pino';
import type { DevAccount } from './openDevAccount.js';

export type StartDevServiceParameters = {
  deployment: Deployment;
  /** Address of the sequencer's service, and a client of it. */
  sequencerUrl: string;
  sequencer: SequencerClient;
  /** The earning account of the service's provider. */
  provider: DevAccount;
  prices: Prices;
  /** Where its receipts are kept. */
  folder: string;
  port: number;
  logger: Logger;
};

/** How often the service hands in what it was paid with. */
const SETTLE_MS = 10_000;

/** The sample service, as a provider would run one: a route that is paid for, behind a gateway, and its receipts settled now and then. */
export async function startDevService(parameters: StartDevServiceParameters): Promise<{ stop(): Promise<void> }> {
  const { deployment, sequencer, provider, prices, folder, port, logger } = parameters;
  const { chainId, rollup, token } = deployment;
  const store = createLmdbReceiptStore({ path: join(folder, 'receipts') });
  const gateway = createGateway({
    chainId,
    rollup,
    token,
    providerSerial: provider.serial,
    prices,
    store,
    allowances: createSequencerAllowanceSource({ sequencer }),
    sequencer: parameters.sequencerUrl,
  });
  const app = fastify();
  await app.register(fastifyGateway, { gateway });
  app.get('/infer', { config: { tallystick: { units: { computeUnitSeconds: 1n } } } }, async () => ({ answer: 42 }));
  await app.listen({ host: '127.0.0.1', port });

  const settler = createSettler({
    store,
    sequencer,
    provider: { serial: provider.serial, viewKey: provider.terms.viewKey },
  });
  let settling = Promise.resolve();
  async function settle(): Promise<void> {
    for (const result of await settler.settle()) {
      if (result.status === 'failed') logger.warn({ err: result.error, serial: result.serial }, 'receipt not settled');
    }
  }
  const timer = setInterval(() => {
    settling = settling.then(settle).catch((err: unknown) => logger.warn({ err }, 'receipts not settled'));
  }, SETTLE_MS);
  return {
    async stop() {
      clearInterval(timer);
      await app.close();
      await settling;
      await gateway.close();
      await store.close();
    },
  };
}
