import { join } from 'node:path';
import type { Prices } from '@tallystick/prover/core';
import {
  createGateway,
  createLmdbReceiptStore,
  createSequencerAllowanceSource,
  createSettler,
  fastifyGateway,
  type Settler,
} from '@tallystick/prover/provider';
import type { AccountAccess, SequencerClient } from '@tallystick/prover/sequencer-client';
import type { Deployment } from '@tallystick/verifier-contracts';
import fastify from 'fastify';
import { ROUTES } from './scenario.js';

export type RunningProvider = { origin: string; settler: Settler; stop(): Promise<void> };

export type StartProviderParameters = {
  deployment: Deployment;
  sequencer: SequencerClient;
  provider: AccountAccess;
  prices: Prices;
  dataDir: string;
};

/** A provider's service: two routes behind a gateway, which keeps the receipts durably. */
export async function startProvider(parameters: StartProviderParameters): Promise<RunningProvider> {
  const { deployment, sequencer, provider, prices, dataDir } = parameters;
  const { serial: providerSerial } = provider;
  const store = createLmdbReceiptStore({ path: join(dataDir, `provider-${providerSerial}`) });
  const gateway = createGateway({
    chainId: deployment.chainId,
    rollup: deployment.rollup,
    token: deployment.token,
    providerSerial,
    prices,
    store,
    allowances: createSequencerAllowanceSource({ sequencer }),
  });
  const app = fastify();
  await app.register(fastifyGateway, { gateway });
  for (const [route, units] of Object.entries(ROUTES)) {
    app.get(route, { config: { tallystick: { units } } }, async () => ({ route, served: true }));
  }
  const origin = await app.listen({ host: '127.0.0.1', port: 0 });
  return {
    origin,
    settler: createSettler({ store, sequencer, provider }),
    stop: async () => {
      await app.close();
      await store.close();
    },
  };
}
