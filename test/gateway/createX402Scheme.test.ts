import { type ClientStateStore, createPayingFetch, type PaymentEvent } from '@tallystick/prover/consumer';
import { loadCrypto, ZERO_UNITS } from '@tallystick/prover/core';
import {
  type Allowance,
  createStaticAllowanceSource,
  type FastifyGatewayOptions,
  fastifyGateway,
} from '@tallystick/prover/provider';
import { createX402Scheme, type X402SchemeOptions } from '@tallystick/prover/x402';
import {
  decodePaymentResponseHeader,
  wrapFetchWithPayment,
  wrapFetchWithPaymentFromConfig,
  x402Client,
  x402HTTPClient,
} from '@x402/fetch';
import fastify from 'fastify';
import { beforeAll, describe, expect, test } from 'vitest';
import { compute, createTestProvider, DEPLOYMENT, NOW } from '../support/createTestProvider.js';
import { closeAfterEach } from './support/closeAfterEach.js';

beforeAll(() => loadCrypto());

const closeLater = closeAfterEach();

const network = 'eip155:31337';
const spendControls = { allowedAssets: [{ network, asset: DEPLOYMENT.token }] } as const;

/** A provider on a port of its own; each path /cost/N costs N unit-seconds. */
async function serve(provider = createTestProvider(), metering: Pick<FastifyGatewayOptions, 'meter'> = {}) {
  const app = fastify({ forceCloseConnections: true });
  const payments: { serial: number; units: number; hasViewKey: boolean }[] = [];
  app.addHook('onRequest', async ({ headers }) => {
    if (headers['payment-signature'] === undefined) return;
    const { payload } = JSON.parse(Buffer.from(`${headers['payment-signature']}`, 'base64').toString());
    const { serial, units } = payload.receipt;
    payments.push({ serial, units: Number(units.computeUnitSeconds), hasViewKey: payload.allowance !== undefined });
  });
  await app.register(fastifyGateway, {
    gateway: provider.gateway,
    units: ({ params }) => compute((params as { units?: number }).units ?? 1),
    ...metering,
  });
  app.all('/cost/:units', async (request) => ({ echo: request.body ?? null }));
  app.get('/lost/:units', async (request) => void request.raw.socket.destroy());
  const origin = await app.listen({ port: 0, host: '127.0.0.1' });
  closeLater(() => app.close());
  const used = async (serial = 7) => (await provider.store.get(serial))?.used ?? ZERO_UNITS;
  return { origin, payments, used, ...provider };
}

type Served = Awaited<ReturnType<typeof serve>>;

function schemeFor(
  { consumer, origin }: Pick<Served, 'consumer' | 'origin'>,
  options: Partial<X402SchemeOptions> = {},
) {
  return createX402Scheme({ allowances: [consumer(origin)], maxAmount: 1_000n, clock: () => NOW, ...options });
}

/** The client as its packages make it, with this scheme registered. */
function clientOf(scheme: ReturnType<typeof schemeFor>) {
  return new x402Client()
    .register(network, scheme)
    .setSpendControls({ ...spendControls, allowedAssets: [...spendControls.allowedAssets] });
}

const payer = (provider: Served, options: Partial<X402SchemeOptions> = {}) =>
  wrapFetchWithPayment(fetch, clientOf(schemeFor(provider, options)));

test('default', async () => {
  const provider = await serve();
  const events: PaymentEvent[] = [];
  const pay = payer(provider, { onPayment: (event) => events.push(event) });
  const response = await pay(`${provider.origin}/cost/3`, { method: 'POST', body: 'text' });
  expect([response.status, await response.json()]).toEqual([200, { echo: 'text' }]);
  expect(decodePaymentResponseHeader(response.headers.get('payment-response') ?? '')).toMatchObject({
    success: true,
    payer: '7',
    amount: '6',
  });
  expect(events).toMatchObject([{ serial: 7, amount: 6n }]);
  for (let i = 0; i < 3; i++) expect((await pay(`${provider.origin}/cost/2`)).status).toBe(200);
  expect(provider.payments).toEqual([
    { serial: 7, units: 0, hasViewKey: true },
    { serial: 7, units: 3, hasViewKey: false },
    { serial: 7, units: 5, hasViewKey: false },
    { serial: 7, units: 7, hasViewKey: false },
    { serial: 7, units: 9, hasViewKey: false },
  ]);
  expect(await provider.used()).toEqual(compute(9));
});

test('behavior: registered by a configuration, without any hook', async () => {
  const provider = await serve();
  const client = schemeFor(provider);
  const pay = wrapFetchWithPaymentFromConfig(fetch, { schemes: [{ network, client }], spendControls: false });
  expect((await pay(`${provider.origin}/cost/3`)).status).toBe(200);
});

test('behavior: concurrent requests add up', async () => {
  const provider = await serve();
  const pay = payer(provider);
  const statuses = await Promise.all(
    Array.from({ length: 20 }, async (_, i) => (await pay(`${provider.origin}/cost/${1 + (i % 3)}`)).status),
  );
  expect(new Set(statuses)).toEqual(new Set([200]));
  expect(await provider.used()).toEqual(compute(39));
  expect((await provider.store.getLatest(7))?.units).toEqual(compute(39));
});

test('behavior: a lost state of no more than the next price is recovered too', async () => {
  const provider = await serve();
  for (let i = 0; i < 3; i++) expect((await payer(provider)(`${provider.origin}/cost/2`)).status).toBe(200);
  expect(await provider.used()).toEqual(compute(6));
});

test('behavior: a lost state is recovered from what the gateway proves', async () => {
  const provider = await serve();
  await payer(provider)(`${provider.origin}/cost/40`);
  const anew = payer(provider);
  expect((await anew(`${provider.origin}/cost/3`)).status).toBe(200);
  expect((await anew(`${provider.origin}/cost/2`)).status).toBe(200);
  expect(provider.payments.map(({ units }) => units)).toEqual([0, 40, 0, 43, 45]);
  expect(await provider.used()).toEqual(compute(45));
});

test('behavior: a state that is kept needs no correction', async () => {
  const provider = await serve();
  const saved = new Map<number, Awaited<ReturnType<ClientStateStore['load']>>>();
  const state: ClientStateStore = {
    load: async (serial) => saved.get(serial),
    save: async (serial, value) => void saved.set(serial, value),
  };
  await payer(provider, { state })(`${provider.origin}/cost/40`);
  expect((await payer(provider, { state })(`${provider.origin}/cost/3`)).status).toBe(200);
  expect(provider.payments.at(-1)?.units).toBe(43);
});

test('behavior: a response that got lost may be demanded', async () => {
  const provider = await serve();
  const pay = payer(provider);
  await expect(pay(`${provider.origin}/lost/2`)).rejects.toThrow();
  expect((await pay(`${provider.origin}/cost/2`)).status).toBe(200);
  expect(await provider.used()).toEqual(compute(4));
});

test('behavior: a payment that never arrived is not signed for twice', async () => {
  const provider = await serve();
  let now = NOW;
  let broken = false;
  const send: typeof fetch = async (input, init) => {
    if (broken && input instanceof Request && input.headers.has('payment-signature')) throw new TypeError('no route');
    return fetch(input, init);
  };
  const pay = wrapFetchWithPayment(send, clientOf(schemeFor(provider, { clock: () => now })));
  await pay(`${provider.origin}/cost/1`);
  broken = true;
  await expect(pay(`${provider.origin}/cost/2`)).rejects.toThrow('no route');
  broken = false;
  now += 60;
  expect((await pay(`${provider.origin}/cost/2`)).status).toBe(200);
  expect(provider.payments.map(({ units }) => units)).toEqual([0, 1, 3]);
});

test('behavior: what was charged counts, not what was reserved', async () => {
  const provider = await serve(createTestProvider(), { meter: () => compute(1) });
  const pay = payer(provider);
  for (let i = 0; i < 3; i++) expect((await pay(`${provider.origin}/cost/3`)).status).toBe(200);
  expect(provider.payments.map(({ units }) => units)).toEqual([0, 3, 4, 5]);
});

test('behavior: one signature does for the next requests, as far as the allowance holds it', async () => {
  const signAhead = { requests: 3, maxAmount: 100n };
  const provider = await serve();
  const pay = payer(provider, { signAhead });
  for (let i = 0; i < 4; i++) expect((await pay(`${provider.origin}/cost/2`)).status).toBe(200);
  expect(provider.payments.map(({ units }) => units)).toEqual([0, 2, 8, 8, 8]);
  const poor = await serve(createTestProvider({ allowance: { balance: 10n } }));
  const last = payer(poor, { signAhead });
  for (let i = 0; i < 2; i++) expect((await last(`${poor.origin}/cost/2`)).status).toBe(200);
  expect(poor.payments.map(({ units }) => units)).toEqual([0, 2, 8, 4]);
});

test('behavior: of several allowances one pays that may', async () => {
  const provider = await serve();
  const own = provider.consumer(provider.origin);
  for (const other of [
    { ...own, serial: 5, terms: { ...own.terms, providerSerial: 3 } },
    { ...own, serial: 5, terms: { ...own.terms, expiry: NOW } },
    { ...own, serial: 5, chainId: 1 },
    { ...own, serial: 5, domain: 5n },
  ]) {
    expect((await payer(provider, { allowances: [other, own] })(`${provider.origin}/cost/1`)).status).toBe(200);
  }
});

test('behavior: the next allowance pays where the first is used up', async () => {
  const provider = createTestProvider();
  const poor: Allowance = { ...provider.allowance, serial: 6, balance: 1n };
  const allowances = createStaticAllowanceSource([poor, provider.allowance]);
  const served = await serve({ ...createTestProvider({ allowances, store: provider.store }) });
  const own = served.consumer(served.origin);
  const pay = payer(served, { allowances: [{ ...own, serial: 6 }, own] });
  expect((await pay(`${served.origin}/cost/3`)).status).toBe(200);
  expect(served.payments.map(({ serial }) => serial)).toEqual([6, 7]);
});

test('behavior: what it signed the paying fetch is told of', async () => {
  const provider = await serve();
  await payer(provider)(`${provider.origin}/cost/3`);
  const pay = createPayingFetch({
    allowances: [provider.consumer(provider.origin)],
    maxAmount: 100n,
    clock: () => NOW,
  });
  expect((await pay(`${provider.origin}/cost/3`)).status).toBe(200);
  expect(await provider.used()).toEqual(compute(6));
});

describe('caps', () => {
  test.each<[string, Partial<X402SchemeOptions>]>([
    ['maxAmount', { maxAmount: 5n, maxAmountPerRequest: 6n }],
    ['maxAmountPerRequest', { maxAmountPerRequest: 5n }],
  ])('error: beyond %s', async (field, options) => {
    const provider = await serve();
    // x402's client hands on the message alone.
    await expect(payer(provider, options)(`${provider.origin}/cost/3`)).rejects.toThrow(
      new RegExp(`cap .*${field}: given 6, expected at most 5\\. Raise`),
    );
    await expect(createPayload(provider, options)).rejects.toMatchObject({
      code: 'client/cap-exceeded',
      facts: { field },
    });
    expect(provider.payments.filter(({ units }) => units > 0)).toEqual([]);
  });

  test("error: beyond the client's own", async () => {
    const provider = await serve();
    const capped = { network, asset: DEPLOYMENT.token, maxAmountPerPayment: '5' } as const;
    const client = clientOf(schemeFor(provider)).setSpendControls({ allowedAssets: [capped] });
    await expect(wrapFetchWithPayment(fetch, client)(`${provider.origin}/cost/3`)).rejects.toThrow('spendControls');
    expect((await wrapFetchWithPayment(fetch, client)(`${provider.origin}/cost/2`)).status).toBe(200);
    await expect(createPayload(provider, {}, { maxAmountPerPayment: '5' })).rejects.toMatchObject({
      code: 'client/cap-exceeded',
      facts: { field: 'maxAmountPerPayment', given: 6n },
    });
  });

  test('behavior: a token counts in dollars only if the caller says so', async () => {
    const provider = await serve();
    const dollars = { asset: DEPLOYMENT.token.toLowerCase(), network, decimals: 0, symbol: 'USDT' };
    const pay = (options: Partial<X402SchemeOptions>) =>
      wrapFetchWithPayment(
        fetch,
        new x402Client().register(network, schemeFor(provider, options)),
      )(`${provider.origin}/cost/1`);
    await expect(pay({})).rejects.toThrow('spendControls');
    await expect(pay({ dollarTokens: [dollars] })).rejects.toThrow('maxAmountPerPayment ($1'); // it costs 2
    expect((await pay({ dollarTokens: [{ ...dollars, decimals: 6 }] })).status).toBe(200);
  });

  test('error: more units than the amount says', async () => {
    const provider = await serve();
    await expect(createPayload(provider, {}, {}, { amount: '5' })).rejects.toMatchObject({
      code: 'client/overcharged',
      facts: { field: 'amount', given: 6n, expected: '5' },
    });
  });
});

test('error: a corrected demand that asks for more than the first', async () => {
  const provider = await serve();
  const scheme = schemeFor(provider);
  const { schemeHooks } = scheme; // as a client takes them when the scheme is registered
  const required = await demandOf(provider);
  const [requirements] = required.accepts as [(typeof required.accepts)[number]];
  const { payload } = await scheme.createPaymentPayload(2, requirements);
  const price = { computeUnitSeconds: '4', storageGibHours: '0', egressMib: '0' };
  const extra = { ...requirements.extra, code: 'gateway/payment-insufficient', price };
  const answer = {
    paymentPayload: { payload },
    requirements,
    paymentRequired: { accepts: [{ ...requirements, extra }] },
  };
  await expect(schemeHooks.onPaymentResponse(answer)).rejects.toMatchObject({ code: 'client/overcharged' });
});

describe('who may ask', () => {
  test('error: another deployment, another provider', async () => {
    const provider = await serve(createTestProvider({ providerSerial: 3 }));
    await expect(createPayload(provider)).rejects.toMatchObject({ code: 'client/no-allowance', facts: { given: 3 } });
  });

  test('error: another origin, where the client tells which was asked', async () => {
    const provider = await serve();
    const scheme = schemeFor({ ...provider, origin: 'https://provider.example' });
    const http = new x402HTTPClient(clientOf(scheme)).onPaymentRequired(scheme.onPaymentRequired);
    await expect(wrapFetchWithPayment(fetch, http)(`${provider.origin}/cost/3`)).rejects.toThrow(
      'None of the allowances',
    );
    expect(provider.payments).toEqual([]);
    const own = schemeFor(provider);
    const guarded = new x402HTTPClient(clientOf(own)).onPaymentRequired(own.onPaymentRequired);
    expect((await wrapFetchWithPayment(fetch, guarded)(`${provider.origin}/cost/3`)).status).toBe(200);
  });

  test('error: version 1', async () => {
    const provider = await serve();
    const [requirements] = (await demandOf(provider)).accepts;
    await expect(schemeFor(provider).createPaymentPayload(1, requirements as never)).rejects.toMatchObject({
      code: 'client/bad-configuration',
      facts: { field: 'x402Version' },
    });
  });
});

async function demandOf({ origin }: Served) {
  const client = new x402HTTPClient(new x402Client());
  const { headers } = await fetch(`${origin}/cost/3`);
  return client.getPaymentRequiredResponse((name) => headers.get(name));
}

async function createPayload(
  provider: Served,
  options: Partial<X402SchemeOptions> = {},
  context = {},
  changed: { amount?: string } = {},
) {
  const { accepts } = await demandOf(provider);
  const [requirements] = accepts as [(typeof accepts)[number]];
  const state: ClientStateStore = {
    load: async () => ({ signed: ZERO_UNITS, used: ZERO_UNITS }),
    save: async () => undefined,
  };
  const scheme = schemeFor(provider, { state, ...options });
  return scheme.createPaymentPayload(2, { ...requirements, ...changed }, context);
}
