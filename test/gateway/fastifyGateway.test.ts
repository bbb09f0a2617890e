import { EventEmitter, once } from 'node:events';
import { Readable } from 'node:stream';
import cors from '@fastify/cors';
import { loadCrypto, ZERO_UNITS } from '@tallystick/prover/core';
import { egressMibOf, type FastifyGatewayOptions, fastifyGateway } from '@tallystick/prover/provider';
import fc from 'fast-check';
import fastify, { type FastifyInstance } from 'fastify';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { compute, createTestProvider, type TestProviderOptions } from '../support/createTestProvider.js';

beforeAll(() => loadCrypto());

const apps: FastifyInstance[] = [];
afterEach(async () => {
  await Promise.all(apps.splice(0).map((app) => app.close()));
});

const MIB = 1024 * 1024;

async function serve(
  options: Omit<FastifyGatewayOptions, 'gateway'> = { units: { computeUnitSeconds: 1n } },
  provider = createTestProvider({ credit: { egressMib: 2n } } satisfies TestProviderOptions),
) {
  const app = fastify();
  apps.push(app);
  let count = 0;
  app.get('/free', async () => 'free');
  app.register(async (scope) => {
    await scope.register(fastifyGateway, { gateway: provider.gateway, ...options });
    scope.get('/work', async (request) => {
      count += 1;
      return { done: true, serial: request.payment?.serial };
    });
    scope.get('/cached', async (_request, reply) => reply.header('cache-control', 'public, max-age=60').send('kept'));
    scope.options('/optional', async (_request, reply) => reply.code(202).send());
    scope.get('/robots.txt', async () => 'User-agent: *');
    scope.get('/failing', async () => {
      throw new Error('broken');
    });
    scope.get('/absent', async (_request, reply) => reply.code(404).send('no'));
    scope.get('/open', { config: { tallystick: false } }, async () => 'open');
    scope.post(
      '/by-body',
      { config: { tallystick: { units: ({ body }) => compute((body as { cost: number }).cost) } } },
      async () => 'ok',
    );
    const metered = {
      meter: ({ responseBytes }: { responseBytes: number }) => ({ egressMib: egressMibOf(responseBytes) }),
    };
    scope.get('/download', { config: { tallystick: metered } }, async () => Buffer.alloc(2 * MIB + 1));
    scope.get('/stream', { config: { tallystick: metered } }, async () =>
      Readable.from([Buffer.alloc(MIB), Buffer.alloc(MIB)]),
    );
    scope.get('/breaking', { config: { tallystick: metered } }, async () =>
      Readable.from(
        (async function* () {
          yield Buffer.alloc(MIB);
          throw new Error('disk failed');
        })(),
      ),
    );
    const body = () => new Blob([Buffer.alloc(MIB)]).stream();
    scope.get('/web-stream', { config: { tallystick: metered } }, async () => body());
    scope.get('/web-response', { config: { tallystick: metered } }, async () => {
      return new Response(body(), { status: 201, headers: { 'x-own': 'kept' } });
    });
    scope.get('/web-failing', { config: { tallystick: metered } }, async () => new Response(body(), { status: 500 }));
    const mismetered = { units: compute(1), meter: () => ({ egressMib: -1n }) };
    scope.get('/mismetered', { config: { tallystick: mismetered } }, async () => 'done');
    scope.get('/mismetered-stream', { config: { tallystick: mismetered } }, async () => Readable.from(['done']));
  });
  await app.ready();
  const get = (url: string, payment?: string) =>
    app.inject({ url, ...(payment === undefined ? {} : { headers: { 'x-payment': payment } }) });
  const used = async () => (await provider.store.get(7))?.used ?? ZERO_UNITS;
  return { app, get, used, served: () => count, ...provider };
}

const charge = (header: unknown): unknown => JSON.parse(Buffer.from(String(header), 'base64').toString()).unitsCharged;

test('default', async () => {
  const { get, pay, sign, used } = await serve();
  expect((await get('/free')).statusCode).toBe(200);
  expect((await get('/open')).statusCode).toBe(200);
  const refused = await get('/work');
  expect(refused.statusCode).toBe(402);
  expect(refused.json()).toMatchObject({ code: 'gateway/payment-required', accepts: [{ resource: '/work' }] });
  const served = await get('/work', pay(sign(compute(1))));
  expect(served.json()).toEqual({ done: true, serial: 7 });
  expect(charge(served.headers['x-payment-response'])).toMatchObject({ computeUnitSeconds: '1' });
  expect(await used()).toEqual(compute(1));
});

test('behavior: a stream is kept from shared caches too', async () => {
  const { get, pay, sign } = await serve();
  const { statusCode, headers } = await get('/stream', pay(sign({ ...ZERO_UNITS, egressMib: 2n })));
  expect([statusCode, headers['cache-control']]).toEqual([200, 'private']);
});

test('behavior: preflights, unknown routes and what browsers ask for by themselves are never asked to pay', async () => {
  const { app, used, served } = await serve();
  const preflight = { 'access-control-request-method': 'GET', origin: 'https://page.example' };
  for (const [method, url, status] of [
    ['OPTIONS', '/work', 404],
    ['OPTIONS', '/optional', 202],
    ['GET', '/nowhere', 404],
    ['GET', '/favicon.ico', 404],
    ['GET', '/robots.txt?v=1', 200],
  ] as const) {
    expect([url, (await app.inject({ method, url, headers: preflight })).statusCode]).toEqual([url, status]);
  }
  const head = await app.inject({ method: 'HEAD', url: '/work' });
  expect([head.statusCode, head.headers['cache-control'], head.body]).toEqual([200, 'no-store', '']);
  expect(served()).toBe(0);
  expect(await used()).toEqual(ZERO_UNITS);
});

test('behavior: no request that is never asked to pay runs a route that answers others too', async () => {
  const provider = createTestProvider();
  const app = fastify();
  apps.push(app);
  const seen: string[] = [];
  await app.register(fastifyGateway, { gateway: provider.gateway, units: compute(1) });
  const config = { tallystick: { units: compute(1) } };
  const work = async ({ method, url }: { method: string; url: string }) => seen.push(`${method} ${url}`);
  app.all('/rpc', work);
  app.route({ method: ['OPTIONS', 'PUT'], url: '/both', handler: work });
  app.all('/*', work);
  app.post('/robots.txt', work);
  app.get('/apple-touch-icon.png', { config }, work);
  app.options('/own', { config }, work);
  for (const [method, url, status] of [
    ['OPTIONS', '/rpc', 204],
    ['OPTIONS', '/both', 204],
    ['OPTIONS', '/any', 204],
    ['OPTIONS', '/own', 204],
    ['GET', '/favicon.ico?prompt=1', 404],
    ['POST', '/favicon.ico', 404],
    ['POST', '/robots.txt', 404],
    ['GET', '/apple-touch-icon.png', 404],
  ] as const) {
    const { statusCode, body } = await app.inject({
      method,
      url,
      ...(method === 'GET' ? {} : { payload: { prompt: 1 } }),
    });
    expect([method, url, statusCode, body]).toEqual([method, url, status, '']);
  }
  expect(seen).toEqual([]);
  const headers = { 'x-payment': provider.pay(provider.sign(compute(1))) };
  expect((await app.inject({ url: '/favicon.ico', headers })).statusCode).toBe(200);
  expect(seen).toEqual(['GET /favicon.ico']);
});

test.each([
  ['before', true],
  ['after', false],
])(
  'behavior: pages of other origins read demands and charges, with their plugin registered %s the gateway',
  async (_when, isFirst) => {
    const provider = createTestProvider();
    const app = fastify();
    apps.push(app);
    const origin = 'https://page.example';
    const share = () => app.register(cors, { origin: [origin] });
    if (isFirst) await share();
    await app.register(fastifyGateway, { gateway: provider.gateway, units: compute(1) });
    if (!isFirst) await share();
    app.get('/work', async () => 'done');
    const preflight = { origin, 'access-control-request-method': 'GET', 'access-control-request-headers': 'x-payment' };
    const asked = await app.inject({ method: 'OPTIONS', url: '/work', headers: preflight });
    expect([asked.statusCode, asked.headers['access-control-allow-headers']]).toEqual([204, 'x-payment']);
    const refused = await app.inject({ url: '/work', headers: { origin } });
    const paid = await app.inject({
      url: '/work',
      headers: { origin, 'x-payment': provider.pay(provider.sign(compute(1))) },
    });
    expect([refused.statusCode, paid.statusCode]).toEqual([402, 200]);
    expect((await app.inject({ url: '/nowhere' })).statusCode).toBe(404);
    for (const { headers } of [refused, paid]) {
      expect(headers['access-control-allow-origin']).toBe(origin);
      expect(headers['access-control-expose-headers']).toBe(
        'PAYMENT-REQUIRED, PAYMENT-RESPONSE, X-PAYMENT-RESPONSE, Retry-After, X-Request-Id',
      );
    }
  },
);

test('behavior: a price from the body', async () => {
  const { app, pay, sign, used } = await serve();
  const post = (cost: number, units: number) =>
    app.inject({
      method: 'POST',
      url: '/by-body',
      payload: { cost },
      headers: { 'x-payment': pay(sign(compute(units))) },
    });
  expect((await post(4, 3)).json()).toMatchObject({ code: 'gateway/payment-insufficient' });
  expect((await post(4, 4)).statusCode).toBe(200);
  expect(await used()).toEqual(compute(4));
});

test('behavior: egress measured from the response, within the credit', async () => {
  const { get, pay, sign, used } = await serve();
  const nothing = pay(sign(ZERO_UNITS));
  const served = await get('/download', nothing);
  expect(charge(served.headers['x-payment-response'])).toMatchObject({ egressMib: '3' });
  expect(await used()).toEqual({ ...ZERO_UNITS, egressMib: 3n });
  expect((await get('/download', nothing)).json()).toMatchObject({ code: 'gateway/payment-insufficient' });
});

test('behavior: a stream is charged by what has passed', async () => {
  const { get, pay, sign, used } = await serve();
  const served = await get('/stream', pay(sign(ZERO_UNITS)));
  expect(served.rawPayload.byteLength).toBe(2 * MIB);
  expect(charge(served.headers['x-payment-response'])).toBeNull();
  expect(await used()).toEqual({ ...ZERO_UNITS, egressMib: 2n });
});

test('behavior: streams and responses of the web are charged by what has passed', async () => {
  const { get, pay, sign, used } = await serve();
  const served = await get('/web-stream', pay(sign(ZERO_UNITS)));
  expect(served.rawPayload.byteLength).toBe(MIB);
  expect(await used()).toEqual({ ...ZERO_UNITS, egressMib: 1n });
  const answered = await get('/web-response', pay(sign(ZERO_UNITS)));
  expect([answered.statusCode, answered.headers['x-own'], answered.rawPayload.byteLength]).toEqual([201, 'kept', MIB]);
  expect(await used()).toEqual({ ...ZERO_UNITS, egressMib: 2n });
  expect((await get('/web-failing', pay(sign(ZERO_UNITS)))).statusCode).toBe(500);
  expect(await used()).toEqual({ ...ZERO_UNITS, egressMib: 2n });
});

test('behavior: a stream that breaks off is charged by what has passed, and harms nothing else', async () => {
  const { get, pay, sign, used } = await serve();
  await expect(get('/breaking', pay(sign(ZERO_UNITS)))).rejects.toThrow();
  expect(await used()).toEqual({ ...ZERO_UNITS, egressMib: 1n });
  expect((await get('/free')).statusCode).toBe(200);
});

test('behavior: a meter that throws charges nothing, keeps nothing reserved, and harms nothing else', async () => {
  const { get, pay, sign, used } = await serve();
  const payment = pay(sign(compute(1)));
  await expect(get('/mismetered-stream', payment)).rejects.toThrow();
  expect((await get('/mismetered', payment)).statusCode).toBe(503);
  expect(await used()).toEqual(ZERO_UNITS);
  expect((await get('/work', payment)).statusCode).toBe(200);
});

test('behavior: whoever leaves before the answer pays, and once', async () => {
  const provider = createTestProvider();
  const app = fastify();
  apps.push(app);
  const events = new EventEmitter();
  const [served, left] = [once(events, 'served'), once(events, 'left')];
  app.addHook('onRequestAbort', (_request, done) => {
    events.emit('left');
    done();
  });
  await app.register(fastifyGateway, { gateway: provider.gateway, units: { computeUnitSeconds: 1n } });
  app.get('/slow', async () => {
    events.emit('served');
    await left;
    return 'late';
  });
  const origin = await app.listen({ port: 0, host: '127.0.0.1' });
  const controller = new AbortController();
  const headers = { 'x-payment': provider.pay(provider.sign(compute(2))) };
  const request = fetch(`${origin}/slow`, { headers, signal: controller.signal });
  await served;
  controller.abort();
  await expect(request).rejects.toThrow();
  await left;
  await app.close();
  expect((await provider.store.get(7))?.used).toEqual(compute(1));
});

test('error: a route without a price, or metered without credit, is refused at set-up', async () => {
  const refused = { code: 'gateway/bad-configuration' };
  await expect(serve({ units: { computeUnitSeconds: -1n } })).rejects.toMatchObject(refused);
  await expect(serve({ meter: () => ({}) }, createTestProvider())).rejects.toMatchObject(refused);
});

test('error: whatever the header holds, the answer is a 4xx with code, field and remedy', async () => {
  const { get, pay, sign, store, domain } = await serve();
  const good = pay(sign(compute(1)));
  const goodJson = JSON.parse(Buffer.from(good, 'base64').toString()) as object;
  const base64 = (value: unknown): string => Buffer.from(JSON.stringify(value) ?? '').toString('base64');
  const json = fc.jsonValue();
  const receiptLike = fc.record(
    {
      domain: fc.oneof(json, fc.constant(`0x${domain.toString(16).padStart(64, '0')}`)),
      serial: fc.oneof(json, fc.constant(7), fc.integer()),
      units: fc.oneof(
        json,
        fc.record({ computeUnitSeconds: fc.oneof(json, fc.bigInt().map(String)), egressMib: json }),
      ),
      signature: fc.oneof(json, fc.record({ s: fc.string(), e: fc.string() })),
    },
    { requiredKeys: [] },
  );
  const header = fc.oneof(
    fc.string({ maxLength: 100 }).map((text) => text.replace(/[^\x20-\x7e]/g, '?')),
    json.map(base64),
    fc.record({ x402Version: json, scheme: json, network: json, payload: json }, { requiredKeys: [] }).map(base64),
    fc.oneof(json, receiptLike).map((receipt) => base64({ ...goodJson, payload: { receipt } })),
    json.map((allowance) => base64({ ...goodJson, payload: { receipt: {}, allowance } })),
    fc.integer({ min: 1, max: good.length - 5 }).map((length) => good.slice(0, length)),
    fc.integer({ min: 4097, max: 6000 }).map((length) => 'A'.repeat(length)),
  );
  await fc.assert(
    fc.asyncProperty(header, async (value) => {
      const answer = await get('/work', value);
      expect(answer.statusCode).toBeGreaterThanOrEqual(400);
      expect(answer.statusCode).toBeLessThan(500);
      expect(answer.json()).toMatchObject({ code: expect.stringMatching(/\//), remedy: expect.any(String) });
      expect(answer.json()).toHaveProperty('field');
      expect(await store.get(7)).toBeUndefined();
    }),
    { seed: 402, numRuns: 400 },
  );
  expect((await get('/work', good)).statusCode).toBe(200);
});

test('error: a malformed view key is never echoed', async () => {
  const { get, pay, sign } = await serve();
  const payment = JSON.parse(Buffer.from(pay(sign(compute(1))), 'base64').toString());
  for (const allowance of [{ viewKey: '0xsecret' }, { viewkey: 'secret' }, 'secret']) {
    payment.payload.allowance = allowance;
    const answer = await get('/work', Buffer.from(JSON.stringify(payment)).toString('base64'));
    expect(answer.statusCode).toBe(400);
    expect(answer.json().field).toMatch(/^payload.allowance/);
    expect(answer.body).not.toContain('secret');
  }
});
