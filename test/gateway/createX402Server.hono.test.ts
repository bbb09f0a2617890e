import { createPayingFetch } from '@tallystick/prover/consumer';
import { loadCrypto, ZERO_UNITS } from '@tallystick/prover/core';
import { createMemoryReceiptStore, createX402Server } from '@tallystick/prover/provider';
import { decodePaymentResponseHeader } from '@x402/fetch';
import { paymentMiddleware, x402ResourceServer } from '@x402/hono';
import { type Handler, Hono } from 'hono';
import { beforeAll, expect, test } from 'vitest';
import { compute, createTestProvider, NOW, type TestProviderOptions } from '../support/createTestProvider.js';
import { x402Payer } from './support/x402Payer.js';

beforeAll(() => loadCrypto());

const ORIGIN = 'https://provider.example';

/** A service as x402's package for Hono builds it, without any server; /infer costs 3 unit-seconds. */
function serve({ handler, ...options }: TestProviderOptions & { handler?: Handler } = {}) {
  const provider = createTestProvider(options);
  const { client, server, priceOf, payTo, network } = createX402Server({ gateway: provider.gateway });
  const resources = new x402ResourceServer(client).register(network, server);
  const accepts = { scheme: 'tallystick', network, payTo, price: priceOf({ computeUnitSeconds: 3n }) };
  const app = new Hono().onError((_error, c) => c.json({}, 500));
  app.use(paymentMiddleware({ 'GET /infer': { accepts } }, resources));
  let served = 0;
  app.get('/infer', (c, next) => {
    served += 1;
    return handler === undefined ? c.json({ answer: 42 }) : handler(c, next);
  });
  app.get('/free', (c) => c.text('free'));
  const payments: string[] = [];
  const ask: typeof fetch = async (input, init) => {
    const request = new Request(input, init);
    const payment = request.headers.get('payment-signature');
    if (payment !== null) payments.push(payment);
    return app.fetch(request);
  };
  const used = async () => (await provider.store.get(7))?.used ?? ZERO_UNITS;
  const isServed = () => served;
  return { ...provider, ask, payments, used, isServed };
}

type Served = ReturnType<typeof serve>;

const payer = ({ consumer, ask }: Served) => x402Payer(consumer(ORIGIN), ask);

test("default: x402's own client pays x402's own middleware for Hono, and a lost state is recovered", async () => {
  const service = serve();
  const pay = payer(service);
  const response = await pay(`${ORIGIN}/infer`);
  expect([response.status, await response.json()]).toEqual([200, { answer: 42 }]);
  expect(decodePaymentResponseHeader(response.headers.get('payment-response') ?? '')).toMatchObject({
    success: true,
    payer: '7',
    amount: '6',
    extra: { unitsCharged: { computeUnitSeconds: '3' } },
  });
  expect((await pay(`${ORIGIN}/infer`)).status).toBe(200);
  expect((await payer(service)(`${ORIGIN}/infer`)).status).toBe(200);
  expect(await service.used()).toEqual(compute(9));
  expect((await service.store.getLatest(7))?.units).toEqual(compute(9));
  expect((await service.ask(`${ORIGIN}/free`)).status).toBe(200);
});

test('behavior: the paying fetch pays it too', async () => {
  const service = serve();
  const { consumer, ask } = service;
  const pay = createPayingFetch({
    allowances: [consumer(ORIGIN)],
    maxAmount: 1_000n,
    clock: () => NOW,
    fetch: ask,
  });
  for (let i = 0; i < 3; i++) expect((await pay(`${ORIGIN}/infer`)).status).toBe(200);
  expect(await service.used()).toEqual(compute(9));
});

test('error: a payment that comes again is not served for nothing', async () => {
  const service = serve();
  await payer(service)(`${ORIGIN}/infer`);
  const headers = { 'payment-signature': service.payments.at(-1) ?? '' };
  const again = await Promise.all([1, 2, 3].map(() => service.ask(`${ORIGIN}/infer`, { headers })));
  expect(again.map(({ status }) => status)).toEqual([402, 402, 402]);
  expect(service.isServed()).toBe(1);
  expect(await service.used()).toEqual(compute(3));
});

test.each([
  ['answers with an error', ((c) => c.json({}, 500)) as Handler],
  [
    'throws',
    (() => {
      throw new Error('broken');
    }) as Handler,
  ],
])('behavior: a handler that %s charges nothing, and what was reserved is free again', async (_case, handler) => {
  let fails = true;
  const service = serve({ handler: (c, next) => (fails ? handler(c, next) : c.json({})) });
  const pay = payer(service);
  expect((await pay(`${ORIGIN}/infer`)).status).toBe(500);
  expect(await service.used()).toEqual(ZERO_UNITS);
  fails = false;
  expect((await pay(`${ORIGIN}/infer`)).status).toBe(200);
  expect(await service.used()).toEqual(compute(3));
});

test('error: an answer whose charge cannot be written is withheld', async () => {
  const store = createMemoryReceiptStore();
  const broken = { ...store, charge: () => Promise.reject(new Error('no space left on device')) };
  const service = serve({ store: broken });
  const response = await payer(service)(`${ORIGIN}/infer`);
  expect(response.status).not.toBe(200);
  expect(await response.text()).not.toContain('42');
});
