import { EventEmitter, once } from 'node:events';
import { setImmediate as tick } from 'node:timers/promises';
import { loadCrypto, ZERO_UNITS } from '@tallystick/prover/core';
import { egressMibOf, gatewayError } from '@tallystick/prover/provider';
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { compute, createTestProvider, type TestProviderOptions } from '../support/createTestProvider.js';
import { closeAfterEach } from './support/closeAfterEach.js';
import { ADAPTERS, serveThrough, type TestMetering, type TestRoute } from './support/serveThrough.js';

/** Called wherever a gateway finds or makes the id of a request. */
const idsMade = vi.hoisted(() => vi.fn());
vi.mock('../../prover/src/telemetry/requestIdOf.js', async (importOriginal) => {
  const original = await importOriginal<{ requestIdOf(given: unknown): string }>();
  return { ...original, requestIdOf: idsMade.mockImplementation(original.requestIdOf) };
});

beforeAll(() => loadCrypto());

const closeLater = closeAfterEach();
afterEach(() => {
  idsMade.mockClear();
});

const MIB = 1024 * 1024;
const egress = (units: number) => ({ ...ZERO_UNITS, egressMib: BigInt(units) });
const byBytes: TestMetering = { meter: ({ responseBytes }) => ({ egressMib: egressMibOf(responseBytes) }) };
const chargeOf = ({ headers }: Response): unknown => {
  const header = headers.get('x-payment-response');
  return header === null ? undefined : JSON.parse(Buffer.from(header, 'base64').toString()).unitsCharged;
};

describe.each(ADAPTERS)('%s', (adapter) => {
  async function serve(
    routes: TestRoute[],
    {
      provider = createTestProvider(),
      units = compute(1),
      ...options
    }: { provider?: ReturnType<typeof createTestProvider>; sharedWith?: string } & TestMetering = {},
  ) {
    const { origin, close } = await serveThrough(adapter, { gateway: provider.gateway, routes, units, ...options });
    closeLater(close);
    const get = (path: string, payment?: string, init: RequestInit = {}) =>
      fetch(`${origin}${path}`, payment === undefined ? init : { ...init, headers: { 'x-payment': payment } });
    const used = async () => (await provider.store.get(7))?.used ?? ZERO_UNITS;
    return { origin, get, used, ...provider };
  }

  test('default', async () => {
    const { get, pay, sign, used } = await serve([{ path: '/work', serve: () => ({ status: 201, body: 'done' }) }]);
    const refused = await get('/work?prompt=1');
    expect(refused.status).toBe(402);
    expect(await refused.json()).toMatchObject({
      code: 'gateway/payment-required',
      accepts: [{ resource: '/work?prompt=1' }],
    });
    const served = await get('/work', pay(sign(compute(1))));
    expect([served.status, await served.text()]).toEqual([201, 'done']);
    expect(chargeOf(served)).toMatchObject({ computeUnitSeconds: '1' });
    expect(await used()).toEqual(compute(1));
    expect((await get('/work', pay(sign(compute(1))))).status).toBe(402);
  });

  test('behavior: requests at once never share units', async () => {
    const { get, pay, sign, used } = await serve([{ path: '/work', serve: () => ({ body: 'done' }) }]);
    const payment = pay(sign(compute(2)));
    const answers = await Promise.all([1, 2, 3, 4].map(() => get('/work', payment)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 402, 402]);
    expect(await used()).toEqual(compute(2));
  });

  test('behavior: an answer that failed is not charged, and the receipt covers the next', async () => {
    const { get, pay, sign, used } = await serve([
      {
        path: '/failing',
        serve: () => {
          throw new Error('broken');
        },
      },
      { path: '/absent', serve: () => ({ status: 404, body: 'no' }) },
      { path: '/work', serve: () => ({ body: 'done' }) },
    ]);
    const payment = pay(sign(compute(1)));
    expect((await get('/failing', payment)).status).toBe(500);
    const absent = await get('/absent', payment);
    expect([absent.status, await absent.text(), chargeOf(absent)]).toEqual([404, 'no', undefined]);
    expect(await used()).toEqual(ZERO_UNITS);
    expect((await get('/work', payment)).status).toBe(200);
  });

  test('behavior: what was paid for is kept from shared caches, and a refusal from all of them', async () => {
    const headers = { 'cache-control': 'public, max-age=60', 'cdn-cache-control': 'max-age=600' };
    const { get, pay, sign } = await serve([
      { path: '/cached', serve: () => ({ headers, body: 'kept' }) },
      { path: '/silent', serve: () => ({ body: 'kept' }) },
    ]);
    const refused = await get('/cached');
    expect([refused.status, refused.headers.get('cache-control')]).toEqual([402, 'no-store']);
    const paid = await get('/cached', pay(sign(compute(1))));
    expect([paid.status, paid.headers.get('cache-control')]).toEqual([200, 'private, max-age=60']);
    expect(paid.headers.get('cdn-cache-control')).toBeNull();
    const silent = await get('/silent', pay(sign(compute(2))));
    expect([silent.status, silent.headers.get('cache-control')]).toEqual([200, 'private']);
  });

  test('behavior: preflights, HEAD, unknown routes and what browsers ask for by themselves are never asked to pay', async () => {
    const seen: string[] = [];
    const work: TestRoute['serve'] = ({ method, url }) => {
      seen.push(`${method} ${url}`);
      return { body: 'work' };
    };
    const { get, used } = await serve([
      { path: '/work', serve: work },
      { method: 'options', path: '/optional', serve: () => ({ status: 202 }) },
      { path: '/robots.txt', serve: () => ({ body: 'User-agent: *' }) },
    ]);
    const preflight = { 'access-control-request-method': 'GET', origin: 'https://page.example' };
    const asked = await get('/work', undefined, { method: 'OPTIONS', headers: preflight });
    expect([200, 204, 404]).toContain(asked.status); // as the framework answers them
    for (const [method, path, status] of [
      ['OPTIONS', '/optional', 202],
      ['GET', '/nowhere', 404],
      ['POST', '/work', 404],
      ['GET', '/favicon.ico', 404],
      ['GET', '/robots.txt?v=1', 200],
    ] as const) {
      expect([path, (await get(path, undefined, { method })).status]).toEqual([path, status]);
    }
    const head = await get('/work', undefined, { method: 'HEAD' });
    expect([head.status, head.headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect(seen).toEqual([]);
    expect(await used()).toEqual(ZERO_UNITS);
  });

  test('behavior: no request that is never asked to pay runs a route that answers others too', async () => {
    const seen: string[] = [];
    const work: TestRoute['serve'] = ({ method, url }) => {
      seen.push(`${method} ${url}`);
      return { body: 'work' };
    };
    const { get, pay, sign } = await serve([
      { method: 'all', path: '/rpc', serve: work },
      { method: 'options', path: '/own', own: { units: compute(1) }, serve: work },
      { method: 'post', path: '/robots.txt', serve: work },
      { path: '/apple-touch-icon.png', own: { units: compute(1) }, serve: work },
      { method: 'all', path: '/*', serve: work },
    ]);
    for (const [method, path, status] of [
      ['OPTIONS', '/rpc', 204],
      ['OPTIONS', '/any', 204],
      ['OPTIONS', '/own', 204],
      ['HEAD', '/any', 200],
      ['GET', '/favicon.ico?prompt=1', 404],
      ['POST', '/favicon.ico', 404],
      ['POST', '/robots.txt', 404],
      ['GET', '/apple-touch-icon.png', 404],
      ['POST', '/any', 402],
    ] as const) {
      expect([method, path, (await get(path, undefined, { method })).status]).toEqual([method, path, status]);
    }
    expect(seen).toEqual([]);
    expect((await get('/favicon.ico', pay(sign(compute(1))))).status).toBe(200);
    expect(seen).toEqual(['GET /favicon.ico']);
  });

  test('behavior: pages of other origins read demands, charges and what is said in place of an answer', async () => {
    const sharedWith = 'https://page.example';
    const store = createTestProvider().store;
    const provider = createTestProvider({ store });
    const { origin, pay, sign } = await serve([{ path: '/work', serve: () => ({ body: 'done' }) }], {
      sharedWith,
      provider,
    });
    const ask = (payment?: string) =>
      fetch(`${origin}/work`, {
        headers: { origin: sharedWith, ...(payment === undefined ? {} : { 'x-payment': payment }) },
      });
    const answers = [await ask(), await ask(pay(sign(compute(1))))];
    if (adapter !== 'fastify') {
      store.charge = () => Promise.reject(new Error('disk full'));
      answers.push(await ask(pay(sign(compute(2)))));
    }
    expect(answers.map(({ status }) => status)).toEqual(adapter === 'fastify' ? [402, 200] : [402, 200, 503]);
    for (const { headers } of answers) {
      expect(headers.get('access-control-allow-origin')).toBe(sharedWith);
      expect(headers.get('access-control-expose-headers')).toBe(
        'PAYMENT-REQUIRED, PAYMENT-RESPONSE, X-PAYMENT-RESPONSE, Retry-After, X-Request-Id',
      );
    }
  });

  test("behavior: a route's own price counts in place of the app's", async () => {
    const { get, pay, sign, used } = await serve([
      { path: '/dear', own: { units: compute(5) }, serve: () => ({ body: 'dear' }) },
      { path: '/work', serve: () => ({ body: 'done' }) },
    ]);
    expect(await (await get('/dear')).json()).toMatchObject({
      accepts: [{ extra: { price: { computeUnitSeconds: '5' } } }],
    });
    expect(chargeOf(await get('/dear', pay(sign(compute(5)))))).toMatchObject({ computeUnitSeconds: '5' });
    expect((await get('/work', pay(sign(compute(6))))).status).toBe(200);
    expect(await used()).toEqual(compute(6));
  });

  test('behavior: what is measured of an answer is charged before it is sent', async () => {
    const { get, pay, sign, used } = await serve(
      [{ path: '/download', own: byBytes, serve: () => ({ body: Buffer.alloc(2 * MIB + 1) }) }],
      { provider: createTestProvider({ credit: { egressMib: 2n } }) },
    );
    const nothing = pay(sign(ZERO_UNITS));
    const served = await get('/download', nothing);
    expect((await served.arrayBuffer()).byteLength).toBe(2 * MIB + 1);
    expect(chargeOf(served)).toMatchObject({ egressMib: '3' });
    expect(await used()).toEqual(egress(3));
    expect((await get('/download', nothing)).status).toBe(402);
  });

  test('behavior: a stream is charged by what has passed', async () => {
    async function* body() {
      yield Buffer.alloc(MIB);
      for (let i = 0; i < 5; i++) await tick();
      yield Buffer.alloc(MIB);
    }
    const { get, pay, sign, used } = await serve([{ path: '/stream', own: byBytes, serve: () => ({ body: body() }) }], {
      provider: createTestProvider({ credit: { egressMib: 2n } }),
    });
    const served = await get('/stream', pay(sign(ZERO_UNITS)));
    expect([served.headers.get('cache-control'), (await served.arrayBuffer()).byteLength]).toEqual([
      'private',
      2 * MIB,
    ]);
    expect(await used()).toEqual(egress(2));
  });

  test('behavior: a meter that throws charges nothing and keeps nothing reserved', async () => {
    const mismetered: TestMetering = { units: compute(1), meter: () => ({ egressMib: -1n }) };
    const { get, pay, sign, used } = await serve([
      { path: '/mismetered', own: mismetered, serve: () => ({ body: 'secret' }) },
      { path: '/work', serve: () => ({ body: 'done' }) },
    ]);
    const payment = pay(sign(compute(1)));
    const refused = await get('/mismetered', payment);
    expect(refused.status).toBe(503);
    expect(await refused.text()).not.toMatch('secret');
    expect(await used()).toEqual(ZERO_UNITS);
    expect((await get('/work', payment)).status).toBe(200);
  });

  test('behavior: whoever leaves before the answer pays, and once', async () => {
    const events = new EventEmitter();
    const [served, go] = [once(events, 'served'), once(events, 'go')];
    const { origin, pay, sign, used } = await serve([
      {
        path: '/slow',
        serve: async () => {
          events.emit('served');
          await go;
          return { body: 'late' };
        },
      },
    ]);
    const controller = new AbortController();
    const headers = { 'x-payment': pay(sign(compute(2))) };
    const request = fetch(`${origin}/slow`, { headers, signal: controller.signal });
    await served;
    controller.abort();
    await expect(request).rejects.toThrow();
    await expect.poll(used).toEqual(compute(1)); // before the route is done
    events.emit('go');
    for (let i = 0; i < 20; i++) await tick();
    expect(await used()).toEqual(compute(1));
  });

  test('behavior: for whoever leaves while the payment is judged, nothing is done, charged or kept reserved', async () => {
    const events = new EventEmitter();
    const [asked, go] = [once(events, 'asked'), once(events, 'go')];
    const { allowance } = createTestProvider();
    const get = async () => {
      events.emit('asked');
      await go;
      return allowance;
    };
    const provider = createTestProvider({ allowances: { get } });
    const route = vi.fn(() => ({ body: 'done' }));
    const { origin, pay, sign, used } = await serve([{ path: '/work', serve: route }], { provider });
    const ask = (headers: Record<string, string>, init: RequestInit = {}) =>
      fetch(`${origin}/work`, { ...init, headers: { connection: 'close', ...headers } });
    const controller = new AbortController();
    const payment = { 'x-payment': pay(sign(compute(1))) };
    const request = ask(payment, { signal: controller.signal });
    await asked;
    controller.abort();
    await expect(request).rejects.toThrow();
    // The server has heard of the end of that connection when it has answered on another one.
    for (let i = 0; i < 3; i++) expect((await ask({})).status).toBe(402);
    events.emit('go');
    for (let i = 0; i < 20; i++) await tick();
    expect(route).not.toHaveBeenCalled();
    expect(await used()).toEqual(ZERO_UNITS);
    expect((await ask(payment)).status).toBe(200);
    expect(await used()).toEqual(compute(1));
  });

  describe('the id of a request', () => {
    const uuid = /^[0-9a-f]{8}-[0-9a-f-]{27}$/;
    const ofAnswer = async (answer: Response) => {
      const { requestId } = (await answer.json()) as { requestId: string };
      expect(answer.headers.get('x-request-id')).toBe(requestId);
      return requestId;
    };

    test('default: every refusal has one, in a header and in the body; what is served has none made', async () => {
      const { origin, pay, sign } = await serve([{ path: '/work', serve: () => ({ body: 'done' }) }]);
      const ask = (headers: Record<string, string>) => fetch(`${origin}/work`, { headers });
      const ids = [await ofAnswer(await ask({})), await ofAnswer(await ask({ 'x-payment': 'not base64!' }))];
      expect(ids[0]).toMatch(uuid);
      expect(ids[1]).toMatch(uuid);
      expect(ids[0]).not.toBe(ids[1]);
      expect(idsMade).toHaveBeenCalledTimes(2);
      const served = await ask({ 'x-payment': pay(sign(compute(1))), 'x-request-id': 'Root:1-5f' });
      expect([served.status, served.headers.get('x-request-id')]).toEqual([200, null]);
      expect(idsMade).toHaveBeenCalledTimes(2);
    });

    test('behavior: that of a caller or a proxy stays, and what is none is replaced', async () => {
      const { origin } = await serve([{ path: '/work', serve: () => ({ body: 'done' }) }]);
      const ask = async (given: string) =>
        ofAnswer(await fetch(`${origin}/work`, { headers: { 'x-request-id': given } }));
      expect(await ask('Root:1-67891233.abcdef')).toBe('Root:1-67891233.abcdef');
      for (const given of ['x'.repeat(65), '<script>', '","code":"x', 'a b', 'a, b'])
        expect(await ask(given)).toMatch(uuid);
    });

    test('behavior: the log and the provider have that of a request that failed before it was served, or after', async () => {
      const { store } = createTestProvider();
      const told: unknown[] = [];
      const lines: { requestId?: string; name?: string }[] = [];
      const onUnavailable: TestProviderOptions['onUnavailable'] = (_error, { requestId }) => told.push(requestId);
      const log = { info() {}, warn: (fields: object) => void lines.push(fields) };
      const failing = () => Promise.reject(Object.assign(new Error('disk full'), { code: 'ENOSPC' }));
      const after = createTestProvider({ store: { ...store, charge: failing }, onUnavailable, log });
      const before = createTestProvider({ allowances: { get: failing }, onUnavailable, log });
      for (const provider of [after, before]) {
        const { origin, pay, sign } = await serve([{ path: '/work', serve: () => ({ body: 'done' }) }], { provider });
        for (const id of ['first', 'second']) {
          const headers = { 'x-payment': pay(sign(compute(1))), 'x-request-id': id };
          const answer = await fetch(`${origin}/work`, { headers });
          expect([answer.status, await ofAnswer(answer)]).toEqual([503, id]);
        }
      }
      expect(told).toEqual(['first', 'second', 'first', 'second']);
      // One line of each gateway in ten seconds: it says as much as all of them.
      expect(lines.filter(({ requestId }) => requestId !== undefined)).toMatchObject([
        { requestId: 'first', name: 'Error ENOSPC' },
        { requestId: 'first', name: 'Error ENOSPC' },
      ]);
    });
  });

  test('error: a store that fails answers 503 and gives nothing away', async () => {
    const { store } = createTestProvider();
    const provider = createTestProvider({ store: { ...store, charge: () => Promise.reject(new Error('disk full')) } });
    const secret = { body: 'secret', headers: { 'x-result': 'secret', etag: '"secret"' } };
    const sharedWith = 'https://page.example';
    const { get, pay, sign } = await serve([{ path: '/work', serve: () => secret }], { provider, sharedWith });
    const answer = await get('/work', pay(sign(compute(1))));
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect([answer.headers.get('x-result'), answer.headers.get('etag')]).toEqual([null, null]);
    const text = await answer.text();
    expect(JSON.parse(text)).toMatchObject({ code: 'gateway/unavailable' });
    expect(text).not.toMatch(/secret|disk full/);
  });

  test('error: a gateway that asks as much as it may answers 503 with Retry-After', async () => {
    const facts = { field: null, retryAfterSeconds: 1 };
    const allowances = { get: () => Promise.reject(gatewayError('gateway/busy', { facts })) };
    const provider = createTestProvider({ allowances } satisfies TestProviderOptions);
    const { get, pay, sign } = await serve([{ path: '/work', serve: () => ({ body: 'done' }) }], { provider });
    const answer = await get('/work', pay(sign(compute(1))));
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '1']);
    expect(await answer.json()).toMatchObject({ code: 'gateway/busy' });
  });

  test('error: a malformed header', async () => {
    const { get } = await serve([{ path: '/work', serve: () => ({ body: 'done' }) }]);
    const answer = await get('/work', 'not base64!');
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ code: 'gateway/malformed-payment', field: 'X-PAYMENT' });
  });

  test('error: a price of nothing is refused at set-up', async () => {
    const { gateway } = createTestProvider();
    const routes: TestRoute[] = [{ path: '/work', own: {}, serve: () => ({ body: 'done' }) }];
    await expect(serveThrough(adapter, { gateway, units: compute(1), routes })).rejects.toThrow(
      expect.objectContaining({ code: 'gateway/bad-configuration' }),
    );
  });
});
