import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { type ClientAllowance, createPayingFetch } from '@tallystick/prover/consumer';
import {
  computeDomain,
  encodePayment,
  loadCrypto,
  publicKeyOf,
  signReceipt,
  verifyReceipt,
  ZERO_UNITS,
} from '@tallystick/prover/core';
import {
  type Allowance,
  createGateway,
  createLmdbReceiptStore,
  createStaticAllowanceSource,
  fastifyGateway,
} from '@tallystick/prover/provider';
import fastify from 'fastify';
import type { DriveRequest, DriveResult } from './driveRequests.js';

export type MeasureGatewayOptions = {
  /** Receipts, each for one request; 6,000 by default. */
  requests?: number;
  /** Connections at once, each with an allowance of its own; 32 by default. */
  connections?: number;
  /** Requests through the paying fetch, which signs in the same process; 2,000 by default. */
  fetchRequests?: number;
};

export type GatewayFigures = {
  requests: number;
  connections: number;
  /** Distinct receipts verified, charged durably (LMDB, flushed) and answered per second by one process over loopback. */
  receiptsPerSecond: number;
  latencyMs: { median: number; p99: number };
  /** Signatures verified per second, nothing else done. */
  verificationsPerSecond: number;
  /** Requests per second through the paying fetch with client and gateway sharing one process. */
  payingFetchPerSecond: number;
};

type Actor = { allowance: Allowance; privateKey: bigint };

const CHAIN_ID = 31337;
const ROLLUP = '0x5FbDB2315678afecb367f032d93F642f64180aa3';
const TOKEN = '0xe7f1725E7734CE288F8367e1Bb143E90bb3F0512';
const PRICES = { computeUnitSeconds: 1n, storageGibHours: 1n, egressMib: 1n };
const PROVIDER_SERIAL = 2;
const DOMAIN = computeDomain({ chainId: CHAIN_ID, rollup: ROLLUP });

/**
 * Measures a provider's gateway over loopback: Fastify, and receipts kept durably. The load comes
 * from another thread with receipts signed beforehand.
 *
 * @throws Error when a request is not served
 */
export async function measureGateway(options: MeasureGatewayOptions = {}): Promise<GatewayFigures> {
  const { requests = 6_000, connections = 32, fetchRequests = 2_000 } = options;
  await loadCrypto();
  const folder = await mkdtemp(join(tmpdir(), 'tallystick-bench-'));
  const store = createLmdbReceiptStore({ path: join(folder, 'receipts') });
  const actors = Array.from({ length: connections }, (_, index) => createActor(10 + index));
  const app = fastify();
  try {
    const gateway = createGateway({
      chainId: CHAIN_ID,
      rollup: ROLLUP,
      token: TOKEN,
      providerSerial: PROVIDER_SERIAL,
      prices: PRICES,
      store,
      allowances: createStaticAllowanceSource(actors.map(({ allowance }) => allowance)),
    });
    await app.register(fastifyGateway, { gateway, units: { computeUnitSeconds: 1n } });
    app.get('/work', async () => ({ done: true }));
    const origin = await app.listen({ host: '127.0.0.1', port: 0 });

    const perActor = Math.ceil(requests / connections);
    const payments = actors.map((actor) => signPayments(actor, perActor));
    const { seconds, results } = await drive({ port: Number(new URL(origin).port), path: '/work', payments });
    const served = results.reduce((sum, { statuses }) => sum + (statuses['200'] ?? 0), 0);
    const expected = perActor * connections;
    if (served !== expected) throw new Error(`${served} of ${expected} requests were served`);
    const latencies = results.flatMap(({ latenciesMs }) => latenciesMs).sort((a, b) => a - b);
    return {
      requests: expected,
      connections,
      receiptsPerSecond: expected / seconds,
      latencyMs: { median: quantile(latencies, 0.5), p99: quantile(latencies, 0.99) },
      verificationsPerSecond: measureVerification(actors[0] ?? createActor(10)),
      payingFetchPerSecond: await measurePayingFetch(actors, origin, { requests: fetchRequests, from: perActor }),
    };
  } finally {
    await app.close();
    await store.close();
    await rm(folder, { recursive: true, force: true });
  }
}

function createActor(serial: number): Actor {
  const privateKey = 1_000_003n * BigInt(serial);
  const terms = { providerSerial: PROVIDER_SERIAL, prices: PRICES, expiry: 2 ** 40 };
  const owner = publicKeyOf(privateKey);
  return { privateKey, allowance: { serial, owner, terms, balance: 2n ** 60n, settled: ZERO_UNITS } };
}

function signPayments({ allowance: { serial }, privateKey }: Actor, count: number): string[] {
  return Array.from({ length: count }, (_, index) => {
    const units = { ...ZERO_UNITS, computeUnitSeconds: BigInt(index + 1) };
    const receipt = signReceipt({ domain: DOMAIN, serial, units, privateKey });
    return encodePayment({ network: `eip155:${CHAIN_ID}`, receipt });
  });
}

async function drive(workerData: DriveRequest): Promise<DriveResult> {
  const worker = new Worker(new URL('./driveRequests.js', import.meta.url), { workerData });
  try {
    await once(worker, 'online');
    const answer = once(worker, 'message');
    worker.postMessage('start');
    const [result] = (await answer) as [DriveResult];
    return result;
  } finally {
    await worker.terminate();
  }
}

function measureVerification({ allowance: { serial, owner }, privateKey }: Actor, count = 2_000): number {
  const units = { ...ZERO_UNITS, computeUnitSeconds: 1n };
  const receipt = signReceipt({ domain: DOMAIN, serial, units, privateKey });
  const startedAt = performance.now();
  for (let i = 0; i < count; i++) {
    if (!verifyReceipt({ receipt, owner })) throw new Error('a good receipt was not verified');
  }
  return (count * 1000) / (performance.now() - startedAt);
}

async function measurePayingFetch(
  actors: readonly Actor[],
  origin: string,
  { requests, from }: { requests: number; from: number },
): Promise<number> {
  const settled = { ...ZERO_UNITS, computeUnitSeconds: BigInt(from) };
  const clients = actors.map(({ allowance: { serial, terms }, privateKey }) => {
    const allowance: ClientAllowance = {
      serial,
      domain: DOMAIN,
      chainId: CHAIN_ID,
      terms: { ...terms, viewKey: 1n },
      privateKey,
      origin,
      settled,
    };
    return createPayingFetch({
      allowances: [allowance],
      maxAmount: 2n ** 60n,
      price: () => ({ computeUnitSeconds: 1n }),
    });
  });
  const each = Math.ceil(requests / clients.length);
  const startedAt = performance.now();
  await Promise.all(
    clients.map(async (pay) => {
      for (let i = 0; i < each; i++) {
        const response = await pay(`${origin}/work`);
        await response.arrayBuffer();
        if (response.status !== 200) throw new Error(`a paid request was answered ${response.status}`);
      }
    }),
  );
  return (each * clients.length * 1000) / (performance.now() - startedAt);
}

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
