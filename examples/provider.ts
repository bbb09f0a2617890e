import {
  createGateway,
  createLmdbReceiptStore,
  createSequencerAllowanceSource,
  createSequencerClient,
  createSettler,
  fastifyGateway,
  loadCrypto,
} from '@tallystick/prover';
import { readDeploymentFile } from '@tallystick/prover/chain';
import { createFileAllowanceArchive, egressMibOf } from '@tallystick/prover/provider';
import { serveMetrics } from '@tallystick/prover/telemetry';
import fastify from 'fastify';
import { Registry } from 'prom-client';

// A provider's service: what it serves is paid for with receipts, which it settles every 10 minutes. How to run it: README.md.
const PROVIDER_SERIAL = 2; // the earning account
const viewKey = process.env.PROVIDER_VIEW_KEY; // its view key, as `tallystick keys --index 0 --reveal` shows it: settles, but can't spend
if (!viewKey) throw new Error('PROVIDER_VIEW_KEY: expected the view key of the earning account');
const { chainId, rollup, token } = await readDeploymentFile('deployment.json');
const sequencer = createSequencerClient({ url: 'http://localhost:8640' });
const store = createLmdbReceiptStore({ path: 'receipts' });
const archive = createFileAllowanceArchive({ path: 'terms' }); // with the receipts, all it takes to settle without the sequencer
const allowances = createSequencerAllowanceSource({ sequencer, archive });
const metrics = new Registry();
await loadCrypto();

const gateway = createGateway({
  chainId,
  rollup,
  token,
  providerSerial: PROVIDER_SERIAL,
  prices: { computeUnitSeconds: 500n, storageGibHours: 20n, egressMib: 100n },
  store,
  allowances,
  credit: { egressMib: 64n }, // downloads are paid for afterwards, up to 64 MiB of them
  metrics,
});

const app = fastify();
await app.register(fastifyGateway, { gateway, units: { computeUnitSeconds: 1n } });
app.get('/answer', async () => ({ answer: 42 }));
app.get(
  '/download',
  { config: { tallystick: { meter: ({ responseBytes }) => ({ egressMib: egressMibOf(responseBytes) }) } } },
  async () => Buffer.alloc(3 * 1024 * 1024),
);
await app.listen({ port: 3000 });
await serveMetrics(metrics, { host: '127.0.0.1', port: 9464 }); // for Prometheus, and for nobody else

const settler = createSettler({
  store,
  sequencer,
  provider: { serial: PROVIDER_SERIAL, viewKey: BigInt(viewKey) },
  allowances,
  archive, // after a restart it tells what expires of those who haven't come back
  onExpiring: ({ serial, expiry }) => console.warn(`Allowance ${serial} isn't settled, and expires at ${expiry}`),
});
async function settle(): Promise<void> {
  for (const result of await settler.settle()) {
    if (result.status === 'failed') console.error(`Allowance ${result.serial}, tried again next time:`, result.error);
  }
}
setInterval(() => void settle().catch(console.error), 600_000);
