import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFileClientStateStore } from '@tallystick/prover';
import {
  type AskedPayment,
  type ClientState,
  type ClientStateStore,
  createPayingFetch,
  type OpenAllowances,
  type PayingFetchOptions,
  type PaymentEvent,
} from '@tallystick/prover/consumer';
import { loadCrypto, ZERO_UNITS } from '@tallystick/prover/core';
import {
  type Allowance,
  createMemoryReceiptStore,
  createStaticAllowanceSource,
  type Decision,
  type FastifyGatewayOptions,
  fastifyGateway,
  type Gateway,
} from '@tallystick/prover/provider';
import fastify from 'fastify';
import { beforeAll, describe, expect, test } from 'vitest';
import { compute, createTestProvider, NOW } from '../support/createTestProvider.js';
import { closeAfterEach } from './support/closeAfterEach.js';
import { listen } from './support/listen.js';

beforeAll(() => loadCrypto());

const closeLater = closeAfterEach();

/** A provider on a port of its own; each path /cost/N costs N unit-seconds. */
async function serve(provider = createTestProvider(), metering: Omit<FastifyGatewayOptions, 'gateway'> = {}) {
  const app = fastify({ forceCloseConnections: true });
  const seen: (string | undefined)[] = [];
  app.addHook('onRequest', async ({ headers }) => void seen.push(headers['payment-signature'] as string | undefined));
  const units = ({ params }: { params: unknown }) => compute((params as { units?: number }).units ?? 1);
  await app.register(fastifyGateway, {
    gateway: provider.gateway,
    units: units as NonNullable<FastifyGatewayOptions['units']>,
    ...metering,
  });
  app.all('/cost/:units', async (request) => ({ echo: request.body ?? null }));
  app.get('/lost', async (request) => void request.raw.socket.destroy());
  app.get('/away', async (_request, reply) => reply.redirect('http://127.0.0.1:9/'));
  const origin = await app.listen({ port: 0, host: '127.0.0.1' });
  closeLater(() => app.close());
  const used = async () => (await provider.store.get(provider.allowance.serial))?.used ?? ZERO_UNITS;
  return { app, origin, seen, used, ...provider };
}

function payingFetch(
  provider: { consumer: ReturnType<typeof createTestProvider>['consumer']; origin: string },
  options: Partial<PayingFetchOptions> = {},
) {
  return createPayingFetch({
    allowances: [provider.consumer(provider.origin)],
    maxAmount: 1_000n,
    clock: () => NOW,
    ...options,
  });
}

const decode = (payment: string | undefined) => JSON.parse(Buffer.from(payment ?? '', 'base64').toString());
const signedUnits = (payment: string | undefined) => Number(decode(payment).payload.receipt.units.computeUnitSeconds);

test('default', async () => {
  const provider = await serve();
  const payments: PaymentEvent[] = [];
  const pay = payingFetch(provider, { onPayment: (payment) => payments.push(payment) });
  const response = await pay(`${provider.origin}/cost/3`);
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({ echo: null });
  expect(provider.seen.map(signedUnits)).toEqual([0, 3]);
  expect(payments).toMatchObject([{ serial: 7, amount: 6n, url: `${provider.origin}/cost/3` }]);
  expect(await provider.used()).toEqual(compute(3));
});

test('behavior: pays up front once the price of a route is known', async () => {
  const provider = await serve();
  const pay = payingFetch(provider);
  for (let i = 0; i < 3; i++) expect((await pay(`${provider.origin}/cost/2?page=${i}`)).status).toBe(200);
  expect(provider.seen.map(signedUnits)).toEqual([0, 2, 4, 6]);
});

test('behavior: pays up front for a price that the caller knows', async () => {
  const provider = await serve();
  const pay = payingFetch(provider, { price: () => ({ computeUnitSeconds: 2n }) });
  expect((await pay(`${provider.origin}/cost/2`)).status).toBe(200);
  expect(provider.seen.map(signedUnits)).toEqual([2]);
});

test.each([
  [3, [0, 3, 5, 8, 13]],
  [5, [0, 5, 5, 10, 15]],
  [8, [0, 8, 5, 13, 18]],
])('behavior: a client that lost its state and knows the price goes on after %i units', async (before, signed) => {
  const provider = await serve();
  await payingFetch(provider)(`${provider.origin}/cost/${before}`);
  const anew = payingFetch(provider, { price: () => ({ computeUnitSeconds: 5n }) });
  for (let i = 0; i < 2; i++) expect((await anew(`${provider.origin}/cost/5`)).status).toBe(200);
  expect(provider.seen.map(signedUnits)).toEqual(signed);
});

describe('a gateway that reads version 1 alone', () => {
  /** As gateways were before version 2: they neither find its header nor write one. */
  async function serveOld() {
    const provider = createTestProvider();
    const gateway: Gateway = {
      ...provider.gateway,
      admit: async (request) => toOld(await provider.gateway.admit({ ...request, signature: undefined })),
    };
    const toOld = (decision: Decision): Decision =>
      decision.admitted ? decision : { ...decision, refusal: { ...decision.refusal, required: undefined } };
    const served = await serve({ ...provider, gateway });
    const versions: string[] = [];
    const count: typeof fetch = (input, init) => {
      const { headers } = new Request(input, init);
      versions.push([...headers.keys()].find((name) => name.includes('payment')) ?? 'none');
      return fetch(input, init);
    };
    return { ...served, versions, pay: payingFetch(served, { fetch: count }) };
  }

  test('behavior: is found out once, and paid in that', async () => {
    const { origin, pay, used, versions } = await serveOld();
    for (let i = 0; i < 2; i++) expect((await pay(`${origin}/cost/3`)).status).toBe(200);
    expect(versions).toEqual(['payment-signature', 'x-payment', 'x-payment', 'x-payment']);
    expect(await used()).toEqual(compute(6));
  });

  test('behavior: a body that can be read once is sent again too', async () => {
    const { origin, pay } = await serveOld();
    const headers = { 'content-type': 'text/plain' };
    const response = await pay(`${origin}/cost/3`, { method: 'POST', body: 'text', headers });
    expect(await response.json()).toEqual({ echo: 'text' });
  });
});

test('behavior: the answer to a demand repeats it, as version 2 has it', async () => {
  const provider = await serve();
  await payingFetch(provider)(`${provider.origin}/cost/3`);
  const [first, second] = provider.seen.map(decode);
  expect(first.accepted).toEqual({ scheme: 'tallystick', network: 'eip155:31337' });
  expect(second).toMatchObject({
    x402Version: 2,
    accepted: { scheme: 'tallystick', amount: '6', extra: { code: 'gateway/payment-insufficient' } },
  });
});

test('behavior: a store without notes has what the last answer said', async () => {
  const provider = await serve(createTestProvider({ credit: compute(5) }), {
    units: () => ({}),
    meter: () => compute(3),
  });
  const saved = new Map<number, ClientState>();
  const state: ClientStateStore = {
    load: async (serial) => saved.get(serial),
    save: async (serial, value) => void saved.set(serial, value),
  };
  await payingFetch(provider, { state })(`${provider.origin}/cost/9`);
  expect(saved.get(7)?.used).toEqual(compute(3));
});

test('behavior: concurrent requests add up', async () => {
  const provider = await serve();
  const payments: PaymentEvent[] = [];
  const pay = payingFetch(provider, { onPayment: (payment) => payments.push(payment) });
  const statuses = await Promise.all(
    Array.from({ length: 60 }, async (_, i) => (await pay(`${provider.origin}/cost/${1 + (i % 3)}`)).status),
  );
  expect(new Set(statuses)).toEqual(new Set([200]));
  expect(await provider.used()).toEqual(compute(120));
  expect(payments.reduce((sum, { amount }) => sum + amount, 0n)).toBe(240n);
  expect((await provider.store.getLatest(7))?.units).toEqual(compute(120));
});

test('behavior: charges that were written together count each, though the gateway tells the same of both', async () => {
  const store = createMemoryReceiptStore();
  let both: () => void = () => undefined;
  const isBoth = new Promise<void>((resolve) => {
    both = resolve;
  });
  let written = 0;
  const charge: typeof store.charge = async (entry) => {
    const record = await store.charge(entry);
    written += 1;
    if (written === 2) both();
    if (written > 2) return record;
    await isBoth;
    // As a gateway tells it that shows its count of the moment, not that of the charge.
    return { ...record, used: compute(6) };
  };
  const provider = await serve(createTestProvider({ store: { ...store, charge } }));
  const pay = payingFetch(provider, { price: () => compute(3) });
  const get = async () => (await pay(`${provider.origin}/cost/3`)).headers.get('payment-response');
  const [one, other] = await Promise.all([get(), get()]);
  expect(decode(one ?? undefined).unitsUsed).toEqual(decode(other ?? undefined).unitsUsed);
  expect(provider.seen).toHaveLength(2);
  await get();
  expect(provider.seen.map(signedUnits).sort()).toEqual([3, 6, 9]); // none was refused and sent again
});

test('behavior: every kind of body can be sent twice', async () => {
  const provider = await serve();
  const url = `${provider.origin}/cost/1`;
  const headers = { 'content-type': 'text/plain' };
  const stream = new Blob(['text']).stream();
  const requests: [string | URL | Request, RequestInit | undefined][] = [
    [url, { method: 'POST', headers, body: 'text' }],
    [new URL(url), { method: 'PUT', headers: new Headers(headers), body: Buffer.from('text') }],
    [new Request(url, { method: 'POST', headers, body: 'text' }), undefined],
    [url, { method: 'POST', headers, body: stream, duplex: 'half' } as RequestInit],
  ];
  for (const [input, init] of requests) {
    const pay = payingFetch(provider); // anew each time, so that the first receipt is too low and the body goes out twice
    expect(await (await pay(input, init)).json()).toEqual({ echo: 'text' });
  }
  expect(provider.seen).toHaveLength(8);
});

test('behavior: the view key goes out until the gateway knows the allowance, and to no other origin', async () => {
  const provider = await serve();
  const other = await serve();
  const pay = payingFetch(provider);
  for (let i = 0; i < 3; i++) await pay(`${provider.origin}/cost/1`);
  expect(provider.seen.map((payment) => decode(payment).payload.allowance !== undefined)).toEqual([
    true,
    false,
    false,
    false,
  ]);
  expect((await pay(`${other.origin}/cost/1`)).status).toBe(402);
  expect(other.seen).toEqual([undefined]);
});

test('behavior: a redirect is handed to the caller and does not take the payment along', async () => {
  const provider = await serve();
  const response = await payingFetch(provider)(`${provider.origin}/away`);
  expect([response.status, response.headers.get('location')]).toEqual([302, 'http://127.0.0.1:9/']);
});

test('behavior: a response that got lost is not paid twice, and may still be demanded', async () => {
  const provider = await serve();
  const pay = payingFetch(provider, { price: () => ({ computeUnitSeconds: 1n }) });
  await expect(pay(`${provider.origin}/lost`)).rejects.toThrow();
  expect(provider.seen).toHaveLength(1);
  for (let i = 0; i < 3; i++) expect((await pay(`${provider.origin}/cost/1`)).status).toBe(200);
  expect(await provider.used()).toEqual(compute(4));
  expect((await provider.store.getLatest(7))?.units).toEqual(compute(4));
});

test('behavior: asks past caches, unless the caller says how', async () => {
  const provider = await serve();
  const seen: unknown[] = [];
  const pay = payingFetch(provider, {
    fetch: (input, init) => {
      seen.push((input instanceof Request ? input : (init as { cache?: string })).cache);
      return fetch(input, init);
    },
  });
  const url = `${provider.origin}/cost/1`;
  await pay(url);
  await pay(new Request(url));
  await pay(url, { cache: 'reload' } as RequestInit);
  expect(new Set(seen.slice(0, -1))).toEqual(new Set(['no-store']));
  expect(seen.at(-1)).toBe('reload');
});

test('behavior: an answer out of a cache is no charge, neither of another consumer nor of its own again', async () => {
  const provider = await serve();
  const kept = new Map<string, Response>();
  /** A cache that keeps everything, whatever the headers say. */
  const cache: typeof fetch = async (input, init) => {
    const { pathname } = new URL(String(input));
    const hit = kept.get(pathname);
    if (hit !== undefined) return hit.clone();
    const response = await fetch(input, init);
    if (response.ok) kept.set(pathname, response.clone());
    return response;
  };
  const signed: bigint[] = [];
  const onPayment = ({ receipt }: PaymentEvent) => void signed.push(receipt.units.computeUnitSeconds);
  const pay = payingFetch(provider, { fetch: cache, onPayment });
  for (let i = 0; i < 4; i++) expect((await pay(`${provider.origin}/cost/5`)).status).toBe(200);
  expect((await pay(`${provider.origin}/cost/6`)).status).toBe(200);
  expect([signed.at(-1), (await provider.used()).computeUnitSeconds]).toEqual([11n, 11n]);
  const foreign = kept.get('/cost/5')?.headers.get('payment-response') ?? '';
  const told = { ...JSON.parse(Buffer.from(foreign, 'base64').toString()), payer: '8' };
  const answer = () =>
    new Response('kept', { headers: { 'payment-response': Buffer.from(JSON.stringify(told)).toString('base64') } });
  const alone = payingFetch(provider, { fetch: async () => answer(), onPayment, price: () => compute(5) });
  signed.length = 0;
  for (let i = 0; i < 3; i++) await alone(`${provider.origin}/cost/5`);
  expect(signed).toEqual([5n]);
});

test('behavior: pays afterwards for what was measured', async () => {
  const provider = await serve(createTestProvider({ credit: compute(5) }), {
    units: () => ({}),
    meter: () => ({ computeUnitSeconds: 3n }),
  });
  const pay = payingFetch(provider, { maxAmountPerRequest: 6n });
  for (let i = 0; i < 6; i++) expect((await pay(`${provider.origin}/cost/9`)).status).toBe(200);
  expect(await provider.used()).toEqual(compute(18));
});

describe('several allowances', () => {
  /** A provider that knows a first allowance as the test says and a second one that is good for everything. */
  async function serveTwo(first: Partial<Allowance>, options: Partial<PayingFetchOptions> = {}) {
    const two = createTestProvider({ serial: 8 });
    const { allowance } = createTestProvider();
    const source = createStaticAllowanceSource([
      { ...allowance, ...first, terms: { ...allowance.terms, ...first.terms } },
      two.allowance,
    ]);
    const provider = await serve(createTestProvider({ allowances: source, store: two.store }));
    const allowances = [provider.consumer(provider.origin), two.consumer(provider.origin)];
    const usedOf = async (serial: number) => (await provider.store.get(serial))?.used ?? ZERO_UNITS;
    return { ...provider, usedOf, pay: payingFetch(provider, { allowances, ...options }) };
  }

  test('behavior: the next is spent from when the first is used up', async () => {
    const { pay, origin, usedOf, seen } = await serveTwo({ balance: 7n });
    for (let i = 0; i < 4; i++) expect((await pay(`${origin}/cost/3`)).status).toBe(200);
    expect([await usedOf(7), await usedOf(8)]).toEqual([compute(3), compute(9)]);
    // What is used up is not tried with each request again.
    const before = seen.length;
    await pay(`${origin}/cost/3`);
    expect(seen).toHaveLength(before + 1);
  });

  test('behavior: concurrent requests spend what the first holds, and go on with the next', async () => {
    const { pay, origin, usedOf } = await serveTwo({ balance: 8n }, { price: () => ({ computeUnitSeconds: 1n }) });
    const statuses = await Promise.all(Array.from({ length: 20 }, async () => (await pay(`${origin}/cost/1`)).status));
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect([await usedOf(7), await usedOf(8)]).toEqual([compute(4), compute(16)]);
  });

  test('behavior: likewise when the gateway finds that it expires too soon', async () => {
    const { terms } = createTestProvider().allowance;
    const { pay, origin, usedOf } = await serveTwo({ terms: { ...terms, expiry: NOW + 60 } });
    const response = await pay(`${origin}/cost/3`, {
      method: 'POST',
      body: 'text',
      headers: { 'content-type': 'text/plain' },
    });
    expect([response.status, await response.json()]).toEqual([200, { echo: 'text' }]);
    expect([await usedOf(7), await usedOf(8)]).toEqual([ZERO_UNITS, compute(3)]);
  });

  test('behavior: when none will do, the last refusal is handed to the caller', async () => {
    const provider = await serve(createTestProvider({ allowance: { balance: 1n } }));
    const response = await payingFetch(provider)(`${provider.origin}/cost/3`);
    expect([response.status, await response.json()]).toMatchObject([402, { code: 'gateway/beyond-balance' }]);
  });

  test('error: one serial in two deployments', async () => {
    const { consumer } = createTestProvider();
    const allowances = [consumer('http://one.example'), { ...consumer('http://two.example'), domain: 1n }];
    expect(() => createPayingFetch({ allowances, maxAmount: 1n })).toThrow(
      expect.objectContaining({
        code: 'client/bad-configuration',
        facts: expect.objectContaining({ field: 'allowances.serial', given: 7 }),
      }),
    );
  });
});

describe('open', () => {
  type Served = Awaited<ReturnType<typeof serve>>;

  /** A client without allowances, and an opener that gives the provider's when it is asked. */
  function opening(provider: Served, options: Partial<PayingFetchOptions> = {}) {
    const asked: AskedPayment[] = [];
    const open: OpenAllowances = async (payment) => {
      asked.push(payment);
      return { allowances: [provider.consumer(payment.origin)] };
    };
    return { asked, pay: createPayingFetch({ open, maxAmount: 1_000n, clock: () => NOW, ...options }) };
  }

  test('default: from a refusal to a payment; requests at once wait for one opening', async () => {
    const provider = await serve();
    const { asked, pay } = opening(provider);
    const answers = await Promise.all([1, 2, 3].map(() => pay(`${provider.origin}/cost/3`)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(asked).toMatchObject([{ origin: provider.origin, demand: { providerSerial: 2, price: compute(3) } }]);
    expect((await pay(`${provider.origin}/cost/3`)).status).toBe(200);
    expect(asked).toHaveLength(1);
    expect(await provider.used()).toEqual(compute(12));
  });

  test('behavior: a body that can be read once goes out with the payment too', async () => {
    const provider = await serve();
    const { pay } = opening(provider);
    const headers = { 'content-type': 'text/plain' };
    const request = new Request(`${provider.origin}/cost/3`, { method: 'POST', body: 'text', headers });
    expect(await (await pay(request)).json()).toEqual({ echo: 'text' });
  });

  test('behavior: what is free is fetched as the caller made it', async () => {
    const provider = await serve(createTestProvider(), { units: () => ({}) });
    const { asked, pay } = opening(provider);
    const server = createServer(({ url }, response) => {
      if (url === '/moved') response.writeHead(302, { location: '/here' }).end();
      else response.end('free');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closeLater(() => new Promise((resolve) => server.close(resolve)));
    const free = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    expect(await (await pay(`${free}/moved`)).text()).toBe('free');
    expect(await (await pay(new Request(`${free}/moved`))).text()).toBe('free');
    expect((await pay(new Request(`${free}/moved`, { redirect: 'manual' }))).status).toBe(302);
    expect(asked).toEqual([]);
  });

  test('behavior: a demand that a redirect led to is handed to the caller', async () => {
    const provider = await serve();
    const { asked, pay } = opening(provider);
    const server = createServer((_request, response) => {
      response.writeHead(302, { location: `${provider.origin}/cost/3` }).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closeLater(() => new Promise((resolve) => server.close(resolve)));
    expect((await pay(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)).status).toBe(402);
    expect(asked).toEqual([]);
  });

  test('error: nothing is opened for what would not be paid', async () => {
    const provider = await serve();
    const dear = opening(provider, { maxAmountPerRequest: 5n });
    await expect(dear.pay(`${provider.origin}/cost/3`)).rejects.toMatchObject({ code: 'client/cap-exceeded' });
    const known = opening(provider, { price: () => compute(2) });
    await expect(known.pay(`${provider.origin}/cost/3`)).rejects.toMatchObject({ code: 'client/overcharged' });
    expect([...dear.asked, ...known.asked]).toEqual([]);
  });

  test('behavior: where an allowance is used up, another is asked for, once a request', async () => {
    const rich = createTestProvider({ serial: 8 });
    const poor = createTestProvider({ allowance: { balance: 7n } });
    const allowances = createStaticAllowanceSource([poor.allowance, rich.allowance]);
    const provider = await serve(createTestProvider({ allowances, store: poor.store }));
    const hand = [poor.consumer(provider.origin)];
    const open: OpenAllowances = async () => ({ allowances: hand });
    const pay = createPayingFetch({ open, maxAmount: 1_000n, clock: () => NOW });
    expect((await pay(`${provider.origin}/cost/3`)).status).toBe(200);
    const refused = await pay(`${provider.origin}/cost/3`);
    expect([refused.status, await refused.json()]).toMatchObject([402, { code: 'gateway/beyond-balance' }]);
    hand.push(rich.consumer(provider.origin));
    expect((await pay(`${provider.origin}/cost/3`)).status).toBe(200);
    expect((await provider.store.get(8))?.used).toEqual(compute(3));
  });

  test('behavior: an allowance that has expired is followed by another', async () => {
    const provider = await serve();
    const own = provider.consumer(provider.origin);
    const expired = { ...own, serial: 5, terms: { ...own.terms, expiry: NOW } };
    const { asked, pay } = opening(provider, { allowances: [expired] });
    expect((await pay(`${provider.origin}/cost/3`)).status).toBe(200);
    expect(asked).toHaveLength(1);
  });

  test('behavior: counters are kept by the store that comes with an allowance', async () => {
    const provider = await serve();
    const saved: number[] = [];
    const state: ClientStateStore = { load: async () => undefined, save: async (serial) => void saved.push(serial) };
    const open: OpenAllowances = async ({ origin }) => ({ allowances: [provider.consumer(origin)], state });
    const pay = createPayingFetch({ open, maxAmount: 1_000n, clock: () => NOW });
    expect((await pay(`${provider.origin}/cost/3`)).status).toBe(200);
    expect(new Set(saved)).toEqual(new Set([7]));
  });
});

describe('signAhead', () => {
  const signAhead = { requests: 4, maxAmount: 1_000n };
  const signatures = (seen: readonly (string | undefined)[]) =>
    new Set(seen.map((payment) => decode(payment).payload.receipt.signature.s)).size;

  test('default: one signature does for the next requests', async () => {
    const provider = await serve();
    const payments: PaymentEvent[] = [];
    const pay = payingFetch(provider, { signAhead, onPayment: (payment) => payments.push(payment) });
    for (let i = 0; i < 6; i++) expect((await pay(`${provider.origin}/cost/2`)).status).toBe(200);
    expect(provider.seen.map(signedUnits)).toEqual([0, 8, 8, 8, 8, 16, 16]);
    expect(signatures(provider.seen)).toBe(3);
    expect(payments.map(({ amount }) => amount)).toEqual([16n, 16n]);
    expect(await provider.used()).toEqual(compute(12));
  });

  test('behavior: no further than its cap, nor than the cap of all requests', async () => {
    const provider = await serve();
    const pay = payingFetch(provider, { signAhead: { requests: 4, maxAmount: 7n }, maxAmount: 14n });
    for (let i = 0; i < 3; i++) expect((await pay(`${provider.origin}/cost/2`)).status).toBe(200);
    expect(provider.seen.map(signedUnits)).toEqual([0, 4, 4, 6]);
    await expect(pay(`${provider.origin}/cost/2`)).rejects.toMatchObject({ code: 'client/cap-exceeded' });
  });

  test('behavior: concurrent requests share a receipt as far as it covers them', async () => {
    const provider = await serve();
    const pay = payingFetch(provider, { signAhead, price: () => compute(1) });
    const answers = await Promise.all(Array.from({ length: 10 }, () => pay(`${provider.origin}/cost/1`)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(provider.seen.map(signedUnits)).toEqual([4, 4, 4, 4, 8, 8, 8, 8, 12, 12]);
    expect(await provider.used()).toEqual(compute(10));
  });

  test('behavior: no receipt leaves before its counters are saved, though another request signed it', async () => {
    const provider = await serve();
    const { pending, saved } = { pending: [] as (() => void)[], saved: [] as number[] };
    const state: ClientStateStore = {
      load: async () => ({ signed: ZERO_UNITS, used: ZERO_UNITS }),
      save: (_serial, { signed }) =>
        new Promise((resolve) => {
          saved.push(Number(signed.computeUnitSeconds));
          pending.push(resolve);
        }),
      note: () => undefined,
    };
    const pay = payingFetch(provider, { signAhead, state, price: () => compute(1) });
    const both = Promise.all([pay(`${provider.origin}/cost/1`), pay(`${provider.origin}/cost/1`)]);
    while (pending.length === 0) await new Promise((resolve) => setImmediate(resolve));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(provider.seen).toEqual([]);
    for (const resolve of pending) resolve();
    await both;
    expect(saved).toEqual([4]);
  });

  test.each([
    ['holds no more', { allowance: { balance: 14n } }],
    ['takes none that reaches so far', { maxPrepaidUnits: 3n }],
  ])('behavior: an allowance whose gateway %s is used up by what is asked alone', async (_case, options) => {
    const provider = await serve(createTestProvider(options));
    const pay = payingFetch(provider, { signAhead, price: () => compute(2) });
    for (let i = 0; i < 3; i++) expect((await pay(`${provider.origin}/cost/2`)).status).toBe(200);
    expect(provider.seen.map(signedUnits)).toEqual([8, 2, 4, 6]);
  });

  test('error: a gateway that counts more than it served gets no more than what was signed ahead', async () => {
    const store = createMemoryReceiptStore();
    const charge: typeof store.charge = (entry) => store.charge({ ...entry, units: compute(10) });
    const provider = await serve(createTestProvider({ store: { ...store, charge } }));
    const payments: PaymentEvent[] = [];
    const pay = payingFetch(provider, { signAhead, onPayment: (payment) => payments.push(payment) });
    expect((await pay(`${provider.origin}/cost/2`)).status).toBe(200);
    for (let i = 0; i < 2; i++) {
      await expect(pay(`${provider.origin}/cost/2`)).rejects.toMatchObject({
        code: 'client/overcharged',
        facts: { given: compute(12), expected: compute(8) },
      });
    }
    expect(payments.map(({ amount }) => amount)).toEqual([16n]);
  });

  /** The same client over runs, with its counters in a file; each says what was signed in the end, in unit-seconds. */
  async function runs(provider: Awaited<ReturnType<typeof serve>>, maxAmount: bigint) {
    const folder = await mkdtemp(join(tmpdir(), 'tallystick-ahead-'));
    closeLater(() => rm(folder, { recursive: true }));
    const path = join(folder, 'counters.json');
    return {
      read: async () => JSON.parse(await readFile(path, 'utf8')).allowances[7] as Record<string, unknown>,
      async run(requests: number, { isCrash = false } = {}): Promise<number> {
        const state = createFileClientStateStore({ path });
        const pay = payingFetch(provider, { signAhead: { requests: 4, maxAmount }, state });
        for (let i = 0; i < requests; i++) expect((await pay(`${provider.origin}/cost/2`)).status).toBe(200);
        if (!isCrash) await state.flush();
        return signedUnits(provider.seen.at(-1));
      },
    };
  }

  test('behavior: what a provider counts of it after a restart is off its cap, over any number of them', async () => {
    const store = createMemoryReceiptStore();
    // Counts whatever is signed as used.
    const charge: typeof store.charge = async (entry) => {
      const known = await store.get(entry.serial);
      const { receipt = known?.receipt } = entry;
      const signed = receipt?.units.computeUnitSeconds ?? 0n;
      return store.charge({ ...entry, units: compute(signed - (known?.used.computeUnitSeconds ?? 0n)) });
    };
    const provider = await serve(createTestProvider({ store: { ...store, charge } }));
    const client = await runs(provider, 12n);
    // One request of 2 unit-seconds each: the cap of 12 token base units, or 6 unit-seconds, is lost once.
    expect(await client.run(1)).toBe(8);
    for (const signed of [10, 12, 14]) expect(await client.run(1)).toBe(signed);
    expect(await client.read()).toMatchObject({ aheadClaimed: '12' });
  });

  test('behavior: with a provider that serves it costs nothing, over a restart in order; after a crash no more than was not kept', async () => {
    const provider = await serve();
    const client = await runs(provider, 100n);
    expect(await client.run(2)).toBe(8);
    expect(await client.read()).toMatchObject({
      used: { computeUnitSeconds: '4' },
      ahead: { computeUnitSeconds: '4' },
    });
    // The receipt of the run before does for two more.
    expect(await client.run(2)).toBe(8);
    expect(await client.run(1)).toBe(16);
    expect(await client.read()).not.toHaveProperty('aheadClaimed');
    expect(await client.run(5, { isCrash: true })).toBe(24);
    expect(await client.run(3)).toBe(32);
    expect(await provider.used()).toEqual(compute(26));
    expect(await client.read()).toMatchObject({ used: { computeUnitSeconds: '26' } });
  });

  test('error: bad configuration', () => {
    expect(() => createPayingFetch({ maxAmount: 1n, signAhead: { requests: 0, maxAmount: 1n } })).toThrow(
      expect.objectContaining({ code: 'client/bad-configuration' }),
    );
  });
});

describe('state', () => {
  test('behavior: one that could not be read is asked for again', async () => {
    const provider = await serve();
    let fails = true;
    const load = async () => {
      if (fails) throw new Error('too many open files');
      return undefined;
    };
    const pay = payingFetch(provider, { state: { load, save: async () => {} } });
    await expect(pay(`${provider.origin}/cost/1`)).rejects.toThrow('too many open files');
    fails = false;
    expect((await pay(`${provider.origin}/cost/1`)).status).toBe(200);
  });

  test('behavior: a client that lost its state goes on from what the gateway proves', async () => {
    const provider = await serve();
    await payingFetch(provider)(`${provider.origin}/cost/5`);
    expect((await payingFetch(provider)(`${provider.origin}/cost/2`)).status).toBe(200);
    expect(await provider.used()).toEqual(compute(7));
  });

  test('behavior: the same after a settlement', async () => {
    const provider = await serve();
    await payingFetch(provider)(`${provider.origin}/cost/5`);
    const settled = await serve(
      createTestProvider({ store: provider.store, allowance: { settled: compute(5), balance: 990n } }),
    );
    expect((await payingFetch(settled)(`${settled.origin}/cost/2`)).status).toBe(200);
    expect(await settled.used()).toEqual(compute(7));
  });

  test('behavior: a file keeps the counters over a restart', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tallystick-client-'));
    closeLater(() => rm(folder, { recursive: true }));
    const path = join(folder, 'deep', 'state.json');
    const provider = await serve();
    const first = payingFetch(provider, { state: createFileClientStateStore({ path }) });
    await Promise.all([1, 2, 3].map((units) => first(`${provider.origin}/cost/${units}`)));
    const seen = provider.seen.length;
    const price = () => ({ computeUnitSeconds: 1n });
    const second = payingFetch(provider, { state: createFileClientStateStore({ path }), price });
    expect((await second(`${provider.origin}/cost/1`)).status).toBe(200);
    expect(signedUnits(provider.seen[seen])).toBeGreaterThanOrEqual(6);
    await writeFile(path, '{"version":2}');
    await expect(createFileClientStateStore({ path }).load(7)).rejects.toMatchObject({
      code: 'client/state-unreadable',
    });
  });
});

describe('refusals, before any money moves', () => {
  async function refusal(
    provider: Awaited<ReturnType<typeof serve>>,
    path: string,
    options: Partial<PayingFetchOptions>,
  ) {
    const payments: PaymentEvent[] = [];
    const pay = payingFetch(provider, { onPayment: (payment) => payments.push(payment), ...options });
    const error: unknown = await pay(provider.origin + path).catch((reason: unknown) => reason);
    expect(payments).toEqual([]);
    expect(await provider.used()).toEqual(ZERO_UNITS);
    return error;
  }

  test('error: beyond the cap', async () => {
    const error = await refusal(await serve(), '/cost/3', { maxAmount: 5n });
    expect(error).toMatchObject({ code: 'client/cap-exceeded', facts: { field: 'maxAmountPerRequest', given: 6n } });
  });

  test('error: beyond the cap of all requests together', async () => {
    const provider = await serve();
    const pay = payingFetch(provider, { maxAmount: 5n });
    await pay(`${provider.origin}/cost/2`);
    await expect(pay(`${provider.origin}/cost/2`)).rejects.toMatchObject({
      code: 'client/cap-exceeded',
      facts: { field: 'maxAmount', given: 8n },
    });
    expect(await provider.used()).toEqual(compute(2));
  });

  test('error: more than the caller expects of the request', async () => {
    const price = () => ({ computeUnitSeconds: 2n });
    const provider = await serve();
    const pay = payingFetch(provider, { price });
    await expect(pay(`${provider.origin}/cost/3`)).rejects.toMatchObject({
      code: 'client/overcharged',
      facts: { given: compute(3), expected: compute(2) },
    });
    expect((await provider.store.getLatest(7))?.units).toBeUndefined();
  });

  test('error: beyond the cap for one request, also at the price that the caller names', async () => {
    const price = () => ({ computeUnitSeconds: 3n });
    const error = await refusal(await serve(), '/cost/3', { price, maxAmountPerRequest: 5n });
    expect(error).toMatchObject({ code: 'client/cap-exceeded', facts: { field: 'maxAmountPerRequest', given: 6n } });
  });

  test('error: an allowance that has expired', async () => {
    const error = await refusal(await serve(), '/cost/3', { clock: () => NOW + 86_400 });
    expect(error).toMatchObject({ code: 'client/no-allowance', facts: { expired: [7] } });
  });

  test('error: another provider, other prices', async () => {
    expect(await refusal(await serve(createTestProvider({ providerSerial: 3 })), '/cost/3', {})).toMatchObject({
      status: 402, // not payable: handed to the caller as it is
    });
    const prices = { computeUnitSeconds: 3n, storageGibHours: 3n, egressMib: 5n };
    expect(await refusal(await serve(createTestProvider({ prices })), '/cost/3', {})).toMatchObject({ status: 402 });
  });

  test('error: bad configuration', () => {
    expect(() => createPayingFetch({ allowances: [], maxAmount: -1n })).toThrow(
      expect.objectContaining({ code: 'client/bad-configuration' }),
    );
  });
});

describe('a gateway that cheats', () => {
  /** A server that answers every request with what `answer` makes of the honest demand. */
  async function cheat(answer: (demand: Record<string, never>, attempt: number) => unknown) {
    const honest = createTestProvider({ store: createMemoryReceiptStore() });
    let attempt = 0;
    const listener: RequestListener = async (request, response) => {
      const payment = request.headers['payment-signature'] as string;
      const decision = await honest.gateway.admit({
        payment: undefined,
        signature: payment,
        price: compute(500),
        resource: '/',
      });
      if (decision.admitted) return void response.end();
      const price = { computeUnitSeconds: '1', storageGibHours: '0', egressMib: '0' };
      const body = structuredClone(decision.refusal.body) as never as { accepts: [{ extra: Record<string, never> }] };
      Object.assign(body.accepts[0].extra, { price, unitsOwed: price });
      Object.assign(body, answer(body.accepts[0].extra, attempt++) ?? {});
      response.writeHead(402, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    };
    const { origin, close } = await listen(createServer((request, response) => void listener(request, response)));
    closeLater(close);
    const payments: PaymentEvent[] = [];
    const pay = payingFetch({ origin, consumer: honest.consumer }, { onPayment: (payment) => payments.push(payment) });
    return { ...honest, origin, pay, payments };
  }

  test('error: demands more units than were asked', async () => {
    const { pay, origin, payments } = await cheat((extra) => {
      Object.assign(extra, { unitsOwed: { computeUnitSeconds: '2', storageGibHours: '0', egressMib: '0' } });
    });
    await expect(pay(origin)).rejects.toMatchObject({
      code: 'client/overcharged',
      facts: { field: 'unitsOwed', given: compute(2), expected: compute(1) },
    });
    expect(payments).toEqual([]);
  });

  test('error: raises the demand with each answer: paid once at most', async () => {
    const { pay, origin, payments } = await cheat((extra, attempt) => {
      Object.assign(extra, {
        unitsOwed: { computeUnitSeconds: `${attempt + 1}`, storageGibHours: '0', egressMib: '0' },
      });
    });
    expect((await pay(origin)).status).toBe(402);
    await expect(pay(origin)).rejects.toMatchObject({ code: 'client/overcharged' });
    expect(payments).toMatchObject([{ amount: 2n }]);
  });

  test('error: shows a receipt that the client never signed', async () => {
    const forged = createTestProvider();
    const { pay, origin } = await cheat((extra) => {
      const { signature, units } = forged.sign(compute(9), { privateKey: 5n });
      const domain = `0x${forged.domain.toString(16).padStart(64, '0')}`;
      const text = { computeUnitSeconds: `${units.computeUnitSeconds}`, storageGibHours: '0', egressMib: '0' };
      Object.assign(extra, {
        latestReceipt: { domain, serial: 7, units: text, signature },
        unitsOwed: { ...text, computeUnitSeconds: '10' },
      });
    });
    await expect(pay(origin)).rejects.toMatchObject({ code: 'client/overcharged' });
  });

  test('error: other prices than agreed', async () => {
    const { pay, origin } = await cheat((extra) => {
      Object.assign(extra, { prices: { computeUnitSeconds: '3', storageGibHours: '3', egressMib: '5' } });
    });
    await expect(pay(origin)).rejects.toMatchObject({ code: 'client/prices-differ' });
  });

  test('error: another provider', async () => {
    const { pay, origin } = await cheat((extra) => void Object.assign(extra, { providerSerial: 4 }));
    await expect(pay(origin)).rejects.toMatchObject({
      code: 'client/no-allowance',
      facts: { field: 'providerSerial' },
    });
  });

  test('error: a demand of the wrong form, and a 402 of another scheme', async () => {
    const malformed = await cheat((extra) => void Object.assign(extra, { price: 'high' }));
    await expect(malformed.pay(malformed.origin)).rejects.toMatchObject({ code: 'client/malformed-demand' });
    const foreign = await cheat(() => ({ accepts: [{ scheme: 'exact' }] }));
    const response = await foreign.pay(foreign.origin);
    const { accepts } = (await response.json()) as { accepts: unknown };
    expect([response.status, accepts]).toEqual([402, [{ scheme: 'exact' }]]);
    const padding = 'x'.repeat(100_000);
    const long = await cheat(() => ({ padding }));
    expect(await (await long.pay(long.origin)).json()).toMatchObject({ padding });
  });
});
