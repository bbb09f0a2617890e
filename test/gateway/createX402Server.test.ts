import { createServer } from 'node:http';
import { createPayingFetch } from '@tallystick/prover/consumer';
import { loadCrypto } from '@tallystick/prover/core';
import {
  type Allowance,
  createMemoryReceiptStore,
  createX402Server,
  type X402ServerOptions,
} from '@tallystick/prover/provider';
import { x402Facilitator } from '@x402/core/facilitator';
import { paymentMiddleware, x402ResourceServer } from '@x402/express';
import { decodePaymentResponseHeader } from '@x402/fetch';
import express, { type RequestHandler } from 'express';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import {
  compute,
  createTestProvider,
  DEPLOYMENT,
  NOW,
  type TestProviderOptions,
} from '../support/createTestProvider.js';
import { closeAfterEach } from './support/closeAfterEach.js';
import { listen } from './support/listen.js';
import { x402Payer } from './support/x402Payer.js';

beforeAll(() => loadCrypto());

const closeLater = closeAfterEach();
afterEach(() => {
  vi.useRealTimers();
});

type ServeOptions = TestProviderOptions & Omit<Partial<X402ServerOptions>, 'gateway'> & { handler?: RequestHandler };

/** A service as x402's packages build it; /infer costs 3 unit-seconds. */
async function serve({ handler, maxHoldMs, ...options }: ServeOptions = {}) {
  const provider = createTestProvider(options);
  const held = maxHoldMs === undefined ? {} : { maxHoldMs };
  const { client, server, facilitator, priceOf, payTo, network } = createX402Server({
    gateway: provider.gateway,
    ...held,
  });
  const resources = new x402ResourceServer(client).register(network, server);
  const accepts = { scheme: 'tallystick', network, payTo, price: priceOf({ computeUnitSeconds: 3n }) };
  const app = express();
  const payments: { units: number; body: string }[] = [];
  app.use((request, _response, next) => {
    const header = request.header('payment-signature');
    if (header !== undefined) {
      const { payload } = JSON.parse(Buffer.from(header, 'base64').toString());
      payments.push({ units: Number(payload.receipt.units.computeUnitSeconds), body: header });
    }
    next();
  });
  app.use(paymentMiddleware({ 'GET /infer': { accepts } }, resources));
  let served = 0;
  const answer: RequestHandler = (_request, response) => {
    served += 1;
    response.json({ answer: 42 });
  };
  app.get('/infer', handler ?? answer);
  app.get('/free', (_request, response) => void response.json('free'));
  const { origin, close } = await listen(createServer(app));
  closeLater(close);
  const used = async () => (await provider.store.get(7))?.used;
  const isServed = () => served;
  return { ...provider, origin, payments, used, isServed, facilitator, priceOf, server };
}

type Served = Awaited<ReturnType<typeof serve>>;

const payer = ({ consumer, origin }: Served) => x402Payer(consumer(origin));

const payingFetch = ({ consumer, origin }: Served) =>
  createPayingFetch({ allowances: [consumer(origin)], maxAmount: 1_000n, clock: () => NOW });

test("default: x402's own client pays x402's own server", async () => {
  const service = await serve();
  const pay = payer(service);
  const response = await pay(`${service.origin}/infer`);
  expect([response.status, await response.json()]).toEqual([200, { answer: 42 }]);
  expect(decodePaymentResponseHeader(response.headers.get('payment-response') ?? '')).toMatchObject({
    success: true,
    payer: '7',
    amount: '6',
    extra: { unitsCharged: { computeUnitSeconds: '3' } },
  });
  expect((await pay(`${service.origin}/infer`)).status).toBe(200);
  expect(service.payments.map(({ units }) => units)).toEqual([0, 3, 6]);
  expect(await service.used()).toEqual(compute(6));
  expect((await service.store.getLatest(7))?.units).toEqual(compute(6));
  expect((await fetch(`${service.origin}/free`)).status).toBe(200);
});

test('behavior: a lost state is recovered', async () => {
  const service = await serve();
  await payer(service)(`${service.origin}/infer`);
  expect((await payer(service)(`${service.origin}/infer`)).status).toBe(200);
  expect(await service.used()).toEqual(compute(6));
});

test('behavior: the paying fetch pays it too, and repeats the way up front once it is known', async () => {
  const service = await serve();
  const pay = payingFetch(service);
  for (let i = 0; i < 3; i++) expect((await pay(`${service.origin}/infer`)).status).toBe(200);
  expect(service.payments.map(({ units }) => units)).toEqual([0, 0, 3, 6, 9]);
  expect((await payingFetch(service)(`${service.origin}/infer`)).status).toBe(200);
  expect(await service.used()).toEqual(compute(12));
});

test('behavior: an allowance at higher prices than the list is taken', async () => {
  const { allowance } = createTestProvider();
  const terms: Allowance['terms'] = {
    ...allowance.terms,
    prices: { ...allowance.terms.prices, computeUnitSeconds: 4n },
  };
  const service = await serve({ allowance: { terms } });
  expect((await payer(service)(`${service.origin}/infer`)).status).toBe(200);
});

test('error: a payment that comes again is not served for nothing', async () => {
  const service = await serve();
  await payer(service)(`${service.origin}/infer`);
  const headers = { 'payment-signature': service.payments.at(-1)?.body ?? '' };
  const again = await Promise.all([1, 2, 3].map(() => fetch(`${service.origin}/infer`, { headers })));
  expect(again.map(({ status }) => status)).toEqual([402, 402, 402]);
  expect(service.isServed()).toBe(1);
  expect(await service.used()).toEqual(compute(3));
});

test('error: of requests with one payment at once, one is served', async () => {
  let end: () => void = () => undefined;
  const isEnded = new Promise<void>((resolve) => {
    end = resolve;
  });
  let served = 0;
  const service = await serve({
    handler: async (_request, response) => {
      served += 1;
      await isEnded;
      response.json({});
    },
  });
  const { priceOf, domain, sign } = service;
  const demand = await fetch(`${service.origin}/infer`);
  const required = JSON.parse(Buffer.from(demand.headers.get('payment-required') ?? '', 'base64').toString());
  const { serial, units, signature } = sign(compute(3));
  const text = { computeUnitSeconds: `${units.computeUnitSeconds}`, storageGibHours: '0', egressMib: '0' };
  const receipt = { domain: `0x${domain.toString(16).padStart(64, '0')}`, serial, units: text, signature };
  const payment = { x402Version: 2, accepted: required.accepts[0], payload: { receipt } };
  const headers = { 'payment-signature': Buffer.from(JSON.stringify(payment)).toString('base64') };
  const all = [1, 2, 3].map(() => fetch(`${service.origin}/infer`, { headers }));
  const refused = await Promise.race(all);
  expect(refused.status).toBe(402);
  end();
  expect((await Promise.all(all)).map(({ status }) => status).sort()).toEqual([200, 402, 402]);
  expect(served).toBe(1);
  expect(await service.used()).toEqual(compute(3));
  expect(priceOf({ computeUnitSeconds: 3n }).amount).toBe('6');
});

test.each([
  ['answers with an error', ((_request, response) => void response.status(500).json({})) as RequestHandler],
  [
    'throws',
    (() => {
      throw new Error('broken');
    }) as RequestHandler,
  ],
])('behavior: a handler that %s charges nothing, and what was reserved is free again', async (_case, handler) => {
  let fails = true;
  const service = await serve({
    handler: (request, response, next) => (fails ? handler(request, response, next) : void response.json({})),
  });
  const pay = payingFetch(service);
  expect((await pay(`${service.origin}/infer`)).status).toBe(500);
  fails = false;
  expect((await pay(`${service.origin}/infer`)).status).toBe(200);
  expect(await service.used()).toEqual(compute(3));
  expect((await service.store.getLatest(7))?.units).toEqual(compute(3));
});

test('error: an answer whose charge cannot be written is withheld', async () => {
  const store = createMemoryReceiptStore();
  const broken = { ...store, charge: () => Promise.reject(new Error('no space left on device')) };
  const service = await serve({ store: broken });
  const response = await payer(service)(`${service.origin}/infer`);
  expect(response.status).not.toBe(200);
  expect(await response.text()).not.toContain('42');
});

/** What x402's server hands over for a payment of 3 unit-seconds. */
function payment({ sign, domain, priceOf }: Served, units = compute(3)) {
  const { serial, signature } = sign(units);
  const text = { computeUnitSeconds: `${units.computeUnitSeconds}`, storageGibHours: '0', egressMib: '0' };
  const payload = { receipt: { domain: `0x${domain.toString(16).padStart(64, '0')}`, serial, units: text, signature } };
  const way = {
    scheme: 'tallystick',
    network: 'eip155:31337' as const,
    payTo: DEPLOYMENT.rollup,
    maxTimeoutSeconds: 60,
    ...priceOf({ computeUnitSeconds: 3n }),
  };
  return [{ x402Version: 2, payload, accepted: way }, way] as const;
}

test("behavior: x402's own facilitator has it among its schemes", async () => {
  const service = await serve();
  const facilitators = new x402Facilitator().register('eip155:31337', service.facilitator);
  expect(facilitators.getSupported().kinds).toMatchObject([{ x402Version: 2, scheme: 'tallystick' }]);
  expect(await facilitators.verify(...payment(service))).toEqual({ isValid: true, payer: '7' });
  expect(await facilitators.settle(...payment(service, compute(6)))).toMatchObject({ success: false });
});

test('behavior: what was verified is settled once, and nothing that was not', async () => {
  const service = await serve();
  const given = payment(service, compute(9)); // covers three
  const { facilitator } = service;
  expect(await facilitator.settle(...given)).toMatchObject({ success: false, errorReason: 'gateway/not-reserved' });
  expect(await facilitator.verify(...given)).toEqual({ isValid: true, payer: '7' });
  expect(await facilitator.settle(...given)).toMatchObject({ success: true, amount: '6' });
  expect(await facilitator.settle(...given)).toMatchObject({ success: false, errorReason: 'gateway/not-reserved' });
  expect(await service.used()).toEqual(compute(3));
});

test('behavior: each of several that send one receipt is settled for itself, as far as it covers them', async () => {
  const service = await serve();
  const given = payment(service, compute(6));
  const { facilitator } = service;
  const verified = [
    await facilitator.verify(...given),
    await facilitator.verify(...given),
    await facilitator.verify(...given),
  ];
  expect(verified.map(({ isValid }) => isValid)).toEqual([true, true, false]);
  const settled = [
    await facilitator.settle(...given),
    await facilitator.settle(...given),
    await facilitator.settle(...given),
  ];
  expect(settled.map(({ success }) => success)).toEqual([true, true, false]);
  expect(await service.used()).toEqual(compute(6));
});

test('error: a cheap request that fails gives back nothing of a dear one with the same payment', async () => {
  const service = await serve();
  const [paid, dear] = payment(service, compute(4));
  const cheap = { ...dear, ...service.priceOf({ computeUnitSeconds: 1n }) };
  const { facilitator, server } = service;
  expect((await facilitator.verify(paid, dear)).isValid).toBe(true);
  expect((await facilitator.verify(paid, cheap)).isValid).toBe(true);
  await server.schemeHooks.onVerifiedPaymentCanceled({ paymentPayload: paid, requirements: cheap });
  expect(await facilitator.settle(paid, cheap)).toMatchObject({ success: false, errorReason: 'gateway/not-reserved' });
  expect(await facilitator.settle(paid, dear)).toMatchObject({ success: true, amount: '6' });
  expect(await service.used()).toEqual(compute(3));
});

test('behavior: what is never settled is free again after a while', async () => {
  const service = await serve({ maxHoldMs: 1_000 });
  const given = payment(service);
  const { facilitator } = service;
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  expect((await facilitator.verify(...given)).isValid).toBe(true);
  expect((await facilitator.verify(...given)).isValid).toBe(false);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(await facilitator.settle(...given)).toMatchObject({ errorReason: 'gateway/not-reserved' });
  expect((await facilitator.verify(...given)).isValid).toBe(true);
  expect((await facilitator.settle(...given)).success).toBe(true);
});

test('error: a price that its units do not come to, at verifying and at settling', async () => {
  const service = await serve();
  const [paid, way] = payment(service);
  const { facilitator } = service;
  await expect(facilitator.verify(paid, { ...way, amount: '5' })).rejects.toMatchObject({
    code: 'gateway/bad-configuration',
    facts: { field: 'price.amount', given: '5', expected: '6, what the units come to' },
  });
  expect((await facilitator.verify(paid, way)).isValid).toBe(true);
  expect(await facilitator.settle(paid, { ...way, amount: '2' })).toMatchObject({
    success: false,
    errorReason: 'gateway/bad-configuration',
  });
  expect((await facilitator.verify(paid, way)).isValid).toBe(true); // what was reserved is free again
});

const PRICE = { computeUnitSeconds: '3', storageGibHours: '0', egressMib: '0' };

test.each([
  ['$0.10'],
  [{ asset: DEPLOYMENT.token, amount: '6' }],
  [{ asset: DEPLOYMENT.rollup, amount: '6', extra: { price: PRICE } }],
  [undefined],
])('error: a price that says no units, or those of another token: %j', async (price) => {
  const { server } = await serve();
  await expect(server.parsePrice(price)).rejects.toMatchObject({ code: 'gateway/bad-configuration' });
});
