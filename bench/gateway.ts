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
import { threadCpuMs } from './threadCpuMs.js';

export type MeasureGatewayOptions = {
  /** Connections at once, each with an allowance of its own; 50 by default. */
  connections?: number;
  /** How often each kind of request is measured, in turns; 5 by default. */
  rounds?: number;
  /** Requests in a round; 20,000 by default. */
  requests?: number;
  /** Receipts in a round, each for one request; 4,000 by default. */
  receipts?: number;
  /** Requests through the paying fetch, which signs in the same process; 2,000 by default. */
  fetchRequests?: number;
};

/** One kind of request, the median of its rounds in each figure. */
export type Rate = {
  requests: number;
  perSecond: number;
  /** Time that the serving thread was at work for a request; what doesn't change when the machine is busy with other things. */
  threadCpuUs: number | undefined;
  /** Share of the time in which the event loop had something to do. */
  utilization: number;
  latencyMs: { median: number; p99: number };
};

export type GatewayFigures = {
  connections: number;
  rounds: number;
  /** The same route without a gateway, asked without a payment. */
  bare: Rate;
  /** Paid by a receipt that the gateway knows and that covers many requests; each is charged durably (LMDB, flushed). */
  known: Rate;
  /** Paid by a receipt of its own, which is verified, stored durably with the charge, and answered. */
  fresh: Rate;
  /** Of each round, so that a busy machine slows both: rate of known receipts to that of the bare route. */
  knownToBare: number;
  /** The same of the serving thread's time for a request, upside down: what the ratio would be if it alone counted. */
  knownToBareByCpu: number | undefined;
  /** Signatures verified per second by one thread, nothing else done. */
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
/** What a receipt that is sent again and again covers; below what a gateway lets one run ahead. */
const KNOWN_UNITS = 8_000_000;
const DOMAIN = computeDomain({ chainId: CHAIN_ID, rollup: ROLLUP });

/**
 * Measures a provider's gateway over loopback: Fastify, and receipts kept durably. The load comes from another thread with receipts signed
 * beforehand. All kinds of requests are measured in turns, in one process.
 *
 * @throws Error when a request is not served
 */
export async function measureGateway(options: MeasureGatewayOptions = {}): Promise<GatewayFigures> {
  const { connections = 50, rounds = 5, requests = 20_000, receipts = 4_000, fetchRequests = 2_000 } = options;
  await loadCrypto();
  const folder = await mkdtemp(join(tmpdir(), 'tallystick-bench-'));
  const store = createLmdbReceiptStore({ path: join(folder, 'receipts') });
  const fresh = Array.from({ length: connections }, (_, index) => createActor(10 + index));
  const known = Array.from({ length: connections }, (_, index) => createActor(10_000 + index));
  const [bareApp, paidApp] = [fastify(), fastify()];
  try {
    const gateway = createGateway({
      chainId: CHAIN_ID,
      rollup: ROLLUP,
      token: TOKEN,
      providerSerial: PROVIDER_SERIAL,
      prices: PRICES,
      store,
      allowances: createStaticAllowanceSource([...fresh, ...known].map(({ allowance }) => allowance)),
    });
    await paidApp.register(fastifyGateway, { gateway, units: { computeUnitSeconds: 1n } });
    for (const app of [bareApp, paidApp]) app.get('/work', async () => ({ done: true }));
    const bareOrigin = await bareApp.listen({ host: '127.0.0.1', port: 0 });
    const paidOrigin = await paidApp.listen({ host: '127.0.0.1', port: 0 });

    const each = Math.ceil(requests / connections);
    const eachFresh = Math.ceil(receipts / connections);
    const nothing = fresh.map(() => Array.from({ length: each }, () => undefined));
    const paidAhead = known.map((actor) => signPayment(actor, KNOWN_UNITS));
    // What each measures comes before: known receipts are met, threads are started, code is compiled.
    await measureRate(bareOrigin, nothing);
    for (let i = 0; i < 2; i++)
      await measureRate(
        paidOrigin,
        paidAhead.map((payment) => Array(each).fill(payment)),
      );
    let signed = 0;
    const signNext = (): string[][] => {
      const from = signed;
      signed += eachFresh;
      return fresh.map((actor) => Array.from({ length: eachFresh }, (_, i) => signPayment(actor, from + i + 1)));
    };
    await measureRate(paidOrigin, signNext());

    const measured: Record<'bare' | 'known' | 'fresh', Rate>[] = [];
    for (let round = 0; round < rounds; round++) {
      const payments = signNext();
      measured.push({
        bare: await measureRate(bareOrigin, nothing),
        known: await measureRate(
          paidOrigin,
          paidAhead.map((payment) => Array(each).fill(payment)),
        ),
        fresh: await measureRate(paidOrigin, payments),
      });
    }
    const cpuRatios = measured.map(({ bare, known }) => (bare.threadCpuUs ?? 0) / (known.threadCpuUs ?? 0));
    return {
      connections,
      rounds,
      bare: medianRate(measured.map(({ bare }) => bare)),
      known: medianRate(measured.map(({ known }) => known)),
      fresh: medianRate(measured.map(({ fresh }) => fresh)),
      knownToBare: median(measured.map(({ bare, known }) => known.perSecond / bare.perSecond)),
      knownToBareByCpu: Number.isFinite(median(cpuRatios)) ? median(cpuRatios) : undefined,
      verificationsPerSecond: measureVerification(createActor(10)),
      payingFetchPerSecond: await measurePayingFetch(fresh, paidOrigin, { requests: fetchRequests, from: signed }),
    };
  } finally {
    await Promise.all([bareApp.close(), paidApp.close()]);
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

function signPayment({ allowance: { serial }, privateKey }: Actor, computeUnitSeconds: number): string {
  const units = { ...ZERO_UNITS, computeUnitSeconds: BigInt(computeUnitSeconds) };
  const receipt = signReceipt({ domain: DOMAIN, serial, units, privateKey });
  return encodePayment({ network: `eip155:${CHAIN_ID}`, receipt });
}

/** One round: every connection sends its requests, one after the other. */
async function measureRate(origin: string, payments: (string | undefined)[][]): Promise<Rate> {
  const request = { port: Number(new URL(origin).port), path: '/work', payments };
  const before = { cpuMs: threadCpuMs(), loop: performance.eventLoopUtilization() };
  const { seconds, results } = await drive(request);
  const cpuMs = threadCpuMs();
  const { utilization } = performance.eventLoopUtilization(before.loop);
  const requests = payments.flat().length;
  const served = results.reduce((sum, { statuses }) => sum + (statuses['200'] ?? 0), 0);
  if (served !== requests) throw new Error(`${served} of ${requests} requests were served`);
  const latencies = results.flatMap(({ latenciesMs }) => latenciesMs).sort((a, b) => a - b);
  const threadCpuUs =
    cpuMs === undefined || before.cpuMs === undefined ? undefined : ((cpuMs - before.cpuMs) * 1000) / requests;
  return {
    requests,
    perSecond: requests / seconds,
    threadCpuUs,
    utilization,
    latencyMs: { median: quantile(latencies, 0.5), p99: quantile(latencies, 0.99) },
  };
}

function medianRate(rates: readonly Rate[]): Rate {
  const of = (figure: (rate: Rate) => number): number => median(rates.map(figure));
  const threadCpuUs = of((rate) => rate.threadCpuUs ?? Number.NaN);
  return {
    requests: rates[0]?.requests ?? 0,
    perSecond: of((rate) => rate.perSecond),
    threadCpuUs: Number.isFinite(threadCpuUs) ? threadCpuUs : undefined,
    utilization: of((rate) => rate.utilization),
    latencyMs: { median: of((rate) => rate.latencyMs.median), p99: of((rate) => rate.latencyMs.p99) },
  };
}

function median(values: readonly number[]): number {
  return quantile(
    [...values].sort((a, b) => a - b),
    0.5,
  );
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
