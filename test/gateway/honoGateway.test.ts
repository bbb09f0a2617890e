import { setImmediate as tick } from 'node:timers/promises';
import { loadCrypto, ZERO_UNITS } from '@tallystick/prover/core';
import { egressMibOf, type HonoGatewayVariables, honoGateway } from '@tallystick/prover/provider';
import { Hono } from 'hono';
import { cors } from 'hono/cors';
import { beforeAll, expect, test } from 'vitest';
import { compute, createTestProvider } from '../support/createTestProvider.js';

beforeAll(() => loadCrypto());

const MIB = 1024 * 1024;
const ORIGIN = 'https://provider.example';

/** Without any server: a Request in, a Response out. */
function setUp(options: Parameters<typeof createTestProvider>[0] = {}) {
  const { gateway, pay, sign, store } = createTestProvider(options);
  const app = new Hono<{ Variables: Partial<HonoGatewayVariables> }>();
  const ask = async (path: string, units?: number, init: RequestInit = {}) => {
    const payment = units === undefined ? {} : { 'x-payment': pay(sign(compute(units))) };
    return app.fetch(new Request(`${ORIGIN}${path}`, { ...init, headers: { ...init.headers, ...payment } }));
  };
  const status = async (...asked: Parameters<typeof ask>) => (await ask(...asked)).status;
  const priced = (units: number) => honoGateway({ gateway, units: compute(units) });
  return { app, gateway, ask, status, priced, used: async () => (await store.get(7))?.used ?? ZERO_UNITS };
}

test('default', async () => {
  const { app, ask, status, priced, used } = setUp();
  app.get('/before', (c) => c.text('free'));
  app.use(priced(1));
  app.get('/work', (c) => c.json({ serial: c.get('payment')?.serial }));
  app.get('/dear', priced(5), (c) => c.text('dear'));
  expect([await status('/before'), await status('/work'), await status('/nowhere')]).toEqual([200, 402, 404]);
  const refused = await (await ask('/work?a=1')).json();
  expect(refused).toMatchObject({ accepts: [{ resource: '/work?a=1' }] });
  expect(await (await ask('/work', 1)).json()).toEqual({ serial: 7 });
  expect([await status('/dear', 5), await status('/dear', 6)]).toEqual([402, 200]);
  expect(await used()).toEqual(compute(6));
});

test('behavior: an app within another meters its own routes alone, with its own handling of errors', async () => {
  const { app, ask, status, priced, used } = setUp();
  const paid = new Hono();
  paid.onError((_error, c) => c.text('own', 500));
  paid.use(priced(1));
  paid.get('/work', (c) => c.text('done'));
  paid.get('/dear', priced(5), (c) => c.text('dear'));
  paid.get('/failing', () => {
    throw new Error('broken');
  });
  app.route('/v1', paid);
  app.get('/open', (c) => c.text('open'));
  app.notFound((c) => c.text('nothing here', 404));
  expect([await status('/v1/work'), await status('/open')]).toEqual([402, 200]);
  expect(await (await ask('/v1/nowhere')).text()).toBe('nothing here');
  expect(await (await ask('/v1/failing', 1)).text()).toBe('own');
  expect(await used()).toEqual(ZERO_UNITS);
  expect([await status('/v1/work', 1), await status('/v1/dear', 5), await status('/v1/dear', 6)]).toEqual([
    200, 402, 200,
  ]);
  expect(await used()).toEqual(compute(6));
});

test('error: a gateway with nothing after it takes no request from the one before it', async () => {
  const { app, status, priced } = setUp();
  app.use(priced(1));
  app.get('/work', async (c, _next) => c.text('done'));
  app.use(priced(5));
  expect([await status('/work'), await status('/work', 1)]).toEqual([402, 200]);
});

test('behavior: middleware that may answer any path is paid for', async () => {
  const { app, status, priced } = setUp();
  let count = 0;
  app.use(priced(1));
  app.use('/tools/*', async (c, _next) => {
    count += 1;
    return c.text('done');
  });
  expect([await status('/tools/any'), await status('/nowhere'), count]).toEqual([402, 404, 0]);
  expect([await status('/tools/any', 1), count]).toEqual([200, 1]);
});

test("behavior: a price of the body, in place of the app's", async () => {
  const { app, gateway, status, priced, used } = setUp();
  app.use(priced(100));
  app.use(async (_c, next) => next());
  const byBody = honoGateway<import('hono').Context>({
    gateway,
    units: async ({ req }) => compute((await req.json()).cost),
  });
  app.post('/by-body', byBody, async (c) => c.json(await c.req.json()));
  const init = { method: 'POST', body: JSON.stringify({ cost: 4 }) };
  expect([await status('/by-body', 3, init), await status('/by-body', 4, init)]).toEqual([402, 200]);
  expect(await used()).toEqual(compute(4));
});

test('behavior: headers that were set before the gateway don’t undo its own', async () => {
  const { app, ask, priced } = setUp();
  app.use(cors({ origin: 'https://page.example' }));
  app.use(async (c, next) => {
    c.header('cache-control', 'public, max-age=60');
    await next();
  });
  app.use(priced(1));
  app.get('/work', (c) => c.redirect('/other'));
  const refused = await ask('/work');
  expect([refused.status, refused.headers.get('cache-control')]).toEqual([402, 'no-store']);
  const paid = await ask('/work', 1);
  expect([paid.status, paid.headers.get('cache-control'), paid.headers.get('location')]).toEqual([
    302,
    'private, max-age=60',
    '/other',
  ]);
});

test('behavior: an answer whose headers can’t be changed, and one without a body, are charged', async () => {
  const { app, ask, priced, used } = setUp();
  app.use(priced(1));
  app.get('/redirect', () => Response.redirect('https://other.example/', 302));
  app.get('/empty', (c) => c.body(null, 204));
  const moved = await ask('/redirect', 1);
  expect([moved.status, moved.headers.get('x-payment-response')]).toEqual([302, expect.any(String)]);
  expect((await ask('/empty', 2)).status).toBe(204);
  expect(await used()).toEqual(compute(2));
});

test.each([
  ['breaks off', async (response: Response) => await expect(response.arrayBuffer()).rejects.toThrow('disk failed')],
  [
    'is not read on',
    async (response: Response) => {
      const reader = (response.body as ReadableStream<Uint8Array>).getReader();
      await reader.read();
      await reader.cancel();
    },
  ],
])('behavior: a stream that %s is charged by what has passed', async (_how, read) => {
  const { app, gateway, ask, used } = setUp({ credit: { egressMib: 9n } });
  const metered = honoGateway({ gateway, meter: ({ responseBytes }) => ({ egressMib: egressMibOf(responseBytes) }) });
  app.get('/stream', metered, () => {
    async function* body() {
      yield new Uint8Array(MIB);
      for (let i = 0; i < 9; i++) await tick();
      throw new Error('disk failed');
    }
    return new Response(ReadableStream.from(body()));
  });
  const response = await ask('/stream', 0);
  expect(response.status).toBe(200);
  await read(response);
  await expect.poll(used).toEqual({ ...ZERO_UNITS, egressMib: 1n });
});

test('behavior: what a route throws that is no Error keeps nothing reserved', async () => {
  const { app, ask, status, priced, used } = setUp();
  app.use(priced(1));
  app.get('/odd', () => Promise.reject('odd'));
  app.get('/work', (c) => c.text('done'));
  await expect(ask('/odd', 1)).rejects.toBe('odd');
  expect(await status('/work', 1)).toBe(200);
  expect(await used()).toEqual(compute(1));
});
