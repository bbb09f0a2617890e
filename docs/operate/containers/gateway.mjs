// A provider's service in a container. What it is told comes from the environment, what is secret from a file.
import { readFileSync } from 'node:fs';
import {
  createGateway,
  createLmdbReceiptStore,
  createSequencerAllowanceSource,
  createSequencerClient,
  createSettler,
  fastifyGateway,
  loadCrypto,
} from '@tallystick/prover';
import { createFileAllowanceArchive } from '@tallystick/prover/provider';
import { collectProcess, serveMetrics } from '@tallystick/prover/telemetry';
import { readDeployment } from '@tallystick/verifier-contracts';
import fastify from 'fastify';
import { Registry } from 'prom-client';

const { TALLYSTICK_DEPLOYMENT, TALLYSTICK_SEQUENCER, PROVIDER_SERIAL, PROVIDER_VIEW_KEY_FILE } = process.env;
const { PORT = '3000', METRICS_PORT = '9464' } = process.env;
const SETTLE_EVERY_MS = 600_000;

const { chainId, rollup, token } = await readDeployment(TALLYSTICK_DEPLOYMENT);
const provider = {
  serial: Number(PROVIDER_SERIAL),
  viewKey: BigInt(readFileSync(PROVIDER_VIEW_KEY_FILE, 'utf8').trim()),
};
const sequencer = createSequencerClient({ url: TALLYSTICK_SEQUENCER });
const store = createLmdbReceiptStore({ path: 'receipts' });
const archive = createFileAllowanceArchive({ path: 'terms' });
const allowances = createSequencerAllowanceSource({ sequencer, archive });
const metrics = new Registry();
await loadCrypto();

const app = fastify();
app.get('/healthz', async () => ({ status: 'ok' }));
await app.register(async (paid) => {
  const gateway = createGateway({
    chainId,
    rollup,
    token,
    providerSerial: provider.serial,
    prices: { computeUnitSeconds: 500n, storageGibHours: 20n, egressMib: 100n },
    store,
    allowances,
    metrics,
  });
  await paid.register(fastifyGateway, { gateway, units: { computeUnitSeconds: 1n } });
  paid.get('/answer', async () => ({ answer: 42 }));
});
await app.listen({ host: '0.0.0.0', port: Number(PORT) });
collectProcess(metrics, 'tallystick_gateway_');
const shown = await serveMetrics(metrics, { host: '0.0.0.0', port: Number(METRICS_PORT) });

const onExpiring = ({ serial, expiry, result }) => {
  console.warn(
    JSON.stringify({ level: 'warn', serial, expiry, status: result.status, msg: 'not settled, and expires' }),
  );
};
const settler = createSettler({ store, sequencer, provider, allowances, archive, onExpiring });
const settling = setInterval(() => void settler.settle().catch(console.error), SETTLE_EVERY_MS);

// The first process of a container gets no signal that it doesn't ask for.
for (const signal of ['SIGTERM', 'SIGINT']) {
  process.once(signal, async () => {
    clearInterval(settling);
    await app.close();
    await shown.close();
    await store.close();
    process.exit();
  });
}
