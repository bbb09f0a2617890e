import { type ClientState, type ClientStateStore, createPayingFetch } from '@tallystick/prover/consumer';
import { loadCrypto } from '@tallystick/prover/core';
import { fastifyGateway } from '@tallystick/prover/provider';
import { createX402Scheme, type X402SchemeOptions } from '@tallystick/prover/x402';
import { decodePaymentResponseHeader, wrapAxiosWithPayment, x402Client, x402HTTPClient } from '@x402/axios';
import axios from 'axios';
import fastify from 'fastify';
import { beforeAll, expect, test } from 'vitest';
import { compute, createTestProvider, NOW } from '../support/createTestProvider.js';
import { closeAfterEach } from './support/closeAfterEach.js';

beforeAll(() => loadCrypto());

const closeLater = closeAfterEach();

/** A provider on a port of its own; each path /cost/N costs N unit-seconds. */
async function serve(provider = createTestProvider()) {
  const app = fastify({ forceCloseConnections: true });
  const payments: number[] = [];
  app.addHook('onRequest', async ({ headers }) => {
    const payment = headers['payment-signature'];
    if (payment === undefined) return;
    const { payload } = JSON.parse(Buffer.from(`${payment}`, 'base64').toString());
    payments.push(Number(payload.receipt.units.computeUnitSeconds));
  });
  await app.register(fastifyGateway, {
    gateway: provider.gateway,
    units: ({ params }) => compute((params as { units?: number }).units ?? 1),
  });
  app.all('/cost/:units', async (request) => ({ echo: request.body ?? null }));
  const origin = await app.listen({ port: 0, host: '127.0.0.1' });
  closeLater(() => app.close());
  const used = async () => (await provider.store.get(7))?.used;
  return { ...provider, origin, payments, used };
}

/** As its packages make it: @x402/axios brings a client of its own, of a version before the hooks that tell answers. */
function payer({ consumer, origin }: Awaited<ReturnType<typeof serve>>, options: Partial<X402SchemeOptions> = {}) {
  const scheme = createX402Scheme({
    allowances: [consumer(origin)],
    maxAmount: 1_000n,
    clock: () => NOW,
    ...options,
  });
  const client = new x402Client().register('eip155:31337', scheme);
  return { scheme, client, api: wrapAxiosWithPayment(axios.create({ baseURL: origin }), client) };
}

test('default', async () => {
  const provider = await serve();
  const { api } = payer(provider);
  const { status, data, headers } = await api.post('/cost/3', { a: 1 });
  expect([status, data]).toEqual([200, { echo: { a: 1 } }]);
  expect(decodePaymentResponseHeader(headers['payment-response'])).toMatchObject({ success: true, payer: '7' });
  for (let i = 0; i < 3; i++) expect((await api.get('/cost/2')).status).toBe(200);
  expect(provider.payments).toEqual([3, 5, 7, 9]);
  expect(await provider.used()).toEqual(compute(9));
});

test('behavior: concurrent requests add up, and a long time without answers changes nothing', async () => {
  const provider = await serve();
  let now = NOW;
  const { api } = payer(provider, { clock: () => now });
  const answers = await Promise.all([1, 2, 3].map((units) => api.get(`/cost/${units}`)));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  now += 3_600;
  expect((await api.get('/cost/2')).status).toBe(200);
  expect(await provider.used()).toEqual(compute(8));
});

test('behavior: a state that is kept is gone on with', async () => {
  const provider = await serve();
  const saved = new Map<number, ClientState>();
  const state: ClientStateStore = {
    load: async (serial) => saved.get(serial),
    save: async (serial, value) => void saved.set(serial, value),
  };
  await payer(provider, { state }).api.get('/cost/4');
  expect((await payer(provider, { state }).api.get('/cost/2')).status).toBe(200);
  expect(provider.payments).toEqual([4, 6]);
});

test('error: a lost state is not recovered, and costs no more than the request', async () => {
  const provider = await serve();
  await createPayingFetch({ allowances: [provider.consumer(provider.origin)], maxAmount: 100n, clock: () => NOW })(
    `${provider.origin}/cost/5`,
  );
  await expect(payer(provider).api.get('/cost/5')).rejects.toMatchObject({ response: { status: 402 } });
  expect((await provider.store.getLatest(7))?.units).toEqual(compute(5));
});

test('error: caps are held to', async () => {
  const provider = await serve();
  await expect(payer(provider, { maxAmountPerRequest: 3n }).api.get('/cost/2')).rejects.toThrow(/cap/);
  expect(provider.payments).toEqual([]);
});

test('error: a hook that keeps receipts to an origin, where the client does not say which was asked', async () => {
  const provider = await serve();
  const { client, scheme } = payer(provider);
  const http = new x402HTTPClient(client).onPaymentRequired(scheme.onPaymentRequired);
  const api = wrapAxiosWithPayment(axios.create({ baseURL: provider.origin }), http);
  await expect(api.get('/cost/2')).rejects.toMatchObject({
    code: 'client/bad-configuration',
    facts: { field: 'requestUrl' },
  });
  expect(provider.payments).toEqual([]);
});
