import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { apiError } from '@tallystick/prover/sequencer-client';
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { HttpRequestError } from 'viem';
import { afterEach, expect, test } from 'vitest';
import type { IntakeContext } from '../intake/IntakeContext.js';
import type { ApiContext, ApiLimits } from './ApiContext.js';
import { createApi } from './createApi.js';
import type { BatchFeed } from './stream/createBatchFeed.js';

const limits: ApiLimits = {
  requestsPerMinute: 0,
  requestsAtOnce: 10,
  streamsAtOnce: 2,
  itemsWaiting: 10,
  trustedProxies: 0,
};
let app: FastifyInstance | undefined;
afterEach(() => app?.close());

/** A service whose state takes as long as the test likes; no test may reach the database. */
async function api(given: Partial<ApiLimits> = {}, parts: Partial<ApiContext> = {}): Promise<FastifyInstance> {
  // A database that isn't there: whatever reaches it fails as an internal error.
  const intake = { store: {} } as IntakeContext;
  const feed = { range: async () => ({ first: 0, last: 0 }), next: async () => [] } as unknown as BatchFeed;
  app = await createApi({
    intake,
    state: async () => ({}) as never,
    deployment: { chainId: 31337 },
    waiting: () => 0,
    waitOf: () => ({ reason: 'batch' }),
    feed,
    assertReady: async () => {},
    gatesOf: () => undefined,
    metrics: new Registry(),
    logger: pino({ level: 'silent' }),
    bodyLimitBytes: 2048,
    limits: { ...limits, ...given },
    ...parts,
  });
  return app;
}

test("behavior: beyond an address's share 429 with Retry-After, operation's routes not counted", async () => {
  const service = await api({ requestsPerMinute: 3, trustedProxies: 1 });
  const ask = (url: string, from: string) => service.inject({ url, headers: { 'x-forwarded-for': from } });
  for (let i = 0; i < 3; i++) expect((await ask('/v1/state', '203.0.113.1')).statusCode).toBe(200);
  const refused = await ask('/v1/state', '203.0.113.1');
  expect(refused.statusCode).toBe(429);
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
  expect(refused.json()).toMatchObject({ code: 'sequencer/rate-limited', field: 'requests' });
  expect((await ask('/v1/state', '203.0.113.2')).statusCode).toBe(200);
  expect((await ask('/healthz', '203.0.113.1')).statusCode).toBe(200);
});

test('behavior: one who comes from another port, or within its network of IPv6, is the same, however the proxy writes it', async () => {
  const service = await api({ requestsPerMinute: 1, trustedProxies: 1 });
  const ask = async (from: string) => {
    const { statusCode } = await service.inject({ url: '/v1/state', headers: { 'x-forwarded-for': from } });
    return statusCode;
  };
  expect(await ask('203.0.113.1:5678')).toBe(200);
  for (const same of ['203.0.113.1:5679', '203.0.113.1', '::ffff:203.0.113.1', '"[::ffff:203.0.113.1]:80"']) {
    expect(await ask(same), same).toBe(429);
  }
  expect(await ask('[2001:db8::1]:443')).toBe(200);
  for (const same of ['[2001:db8::2]:443', '2001:db8::3', '"[2001:db8::4]:9"']) expect(await ask(same), same).toBe(429);
  expect(await ask('203.0.113.2:5678')).toBe(200);
});

test('behavior: X-Forwarded-For of nobody trusted tells nothing', async () => {
  const service = await api({ requestsPerMinute: 1 });
  const ask = (from: string) => service.inject({ url: '/v1/state', headers: { 'x-forwarded-for': from } });
  expect((await ask('203.0.113.1')).statusCode).toBe(200);
  expect((await ask('203.0.113.2')).statusCode).toBe(429);
});

test('behavior: more at once than the service works on: 503, and room again afterwards', async () => {
  const release: (() => void)[] = [];
  const arrived = new EventTarget();
  const service = await api(
    { requestsAtOnce: 1 },
    {
      state: () =>
        new Promise((resolve) => {
          release.push(() => resolve({} as never));
          arrived.dispatchEvent(new Event('state'));
        }),
    },
  );
  await service.ready();
  const working = once(arrived, 'state');
  const first = service.inject('/v1/state').then((answer) => answer);
  await working;
  const refused = await service.inject('/v1/state');
  expect(refused.statusCode).toBe(503);
  expect(refused.headers['retry-after']).toBe('5');
  expect(refused.json()).toMatchObject({ code: 'sequencer/overloaded', facts: { limit: 'requestsAtOnce' } });
  release.pop()?.();
  expect((await first).statusCode).toBe(200);
  const next = once(arrived, 'state');
  const second = service.inject('/v1/state').then((answer) => answer);
  await next;
  release.pop()?.();
  expect((await second).statusCode).toBe(200);
});

test('behavior: more waiting than may wait: submissions are told to come back, reads are answered', async () => {
  const service = await api({}, { waiting: () => 10 });
  const refused = await service.inject({ method: 'POST', url: '/v1/settlements', payload: {} });
  expect(refused.json()).toMatchObject({ code: 'sequencer/overloaded', facts: { limit: 'itemsWaiting', given: 10 } });
  expect(refused.statusCode).toBe(503);
  expect((await service.inject('/v1/state')).statusCode).toBe(200);
});

test('behavior: no CORS unless origins are given, and then for these only', async () => {
  const headers = { origin: 'https://app.example' };
  const closed = await api();
  expect((await closed.inject({ url: '/v1/state', headers })).headers['access-control-allow-origin']).toBeUndefined();
  await closed.close();
  const open = await api({ corsOrigins: ['https://app.example'] });
  const answer = await open.inject({ url: '/v1/state', headers });
  expect(answer.headers['access-control-allow-origin']).toBe('https://app.example');
  const other = await open.inject({ url: '/v1/state', headers: { origin: 'https://evil.example' } });
  expect(other.headers['access-control-allow-origin']).not.toBe('https://evil.example');
});

test('behavior: a stopping service answers what is under way, and waits for nobody who says nothing', async () => {
  const arrived = new EventTarget();
  let release: () => void = () => {};
  const state = () =>
    new Promise<never>((resolve) => {
      release = () => resolve({} as never);
      arrived.dispatchEvent(new Event('state'));
    });
  const service = await api({}, { state });
  await service.listen({ host: '127.0.0.1', port: 0 });
  const { port } = service.server.address() as AddressInfo;
  const silent = connect(port, '127.0.0.1');
  await once(silent, 'connect');
  const working = once(arrived, 'state');
  const answer = fetch(`http://127.0.0.1:${port}/v1/state`);
  await working;
  const gone = once(silent, 'close');
  const closed = service.close();
  silent.resume();
  await gone;
  release();
  expect((await answer).status).toBe(200);
  await closed;
});

test('error: a body beyond the limit, no JSON, no such route', async () => {
  const service = await api();
  const post = (payload: string, type = 'application/json') =>
    service.inject({ method: 'POST', url: '/v1/settlements', payload, headers: { 'content-type': type } });
  expect((await post(`"${'x'.repeat(4096)}"`)).statusCode).toBe(413);
  expect((await post('{')).json()).toMatchObject({ code: 'sequencer/malformed' });
  expect((await post('a=1', 'application/x-www-form-urlencoded')).statusCode).toBe(415);
  expect((await service.inject('/v1/nothing')).statusCode).toBe(404);
});

test('behavior: who stops halfway through a request loses its place', async () => {
  const service = await api({ requestsAtOnce: 1 }, { requestTimeoutMs: 100 });
  await service.listen({ host: '127.0.0.1', port: 0 });
  const { port } = service.server.address() as AddressInfo;
  const arrived = once(service.server, 'request');
  const slow = connect(port, '127.0.0.1');
  slow.write(
    'POST /v1/settlements HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 10\r\n\r\n{',
  );
  await arrived;
  expect((await service.inject('/v1/state')).statusCode).toBe(503);
  slow.resume();
  await once(slow, 'close');
  expect((await service.inject('/v1/state')).statusCode).toBe(200);
});

test('error: a path that cannot be decoded, or has a part that is too long', async () => {
  const service = await api();
  for (const url of ['/v1/batches/%E0%A4%A', `/v1/batches/${'1'.repeat(200)}`]) {
    const answer = await service.inject(url);
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toMatchObject({ code: 'sequencer/malformed', field: 'path', remedy: expect.any(String) });
  }
});

test('error: a node that does not answer is no error of the service', async () => {
  const state = () => Promise.reject(new HttpRequestError({ url: 'https://node.example/v3/hunter2' }));
  const answer = await (await api({}, { state })).inject('/v1/state');
  expect(answer.statusCode).toBe(503);
  expect(answer.json()).toMatchObject({ code: 'sequencer/not-ready', facts: { reason: 'chain' } });
  expect(answer.body).not.toContain('hunter2');
});

test('error: what breaks inside is told as internal, with nothing of its text', async () => {
  const service = await api({}, { state: () => Promise.reject(new Error('password is hunter2')) });
  const answer = await service.inject('/v1/state');
  expect(answer.statusCode).toBe(500);
  expect(answer.body).not.toContain('hunter2');
  expect(answer.json()).toMatchObject({ code: 'sequencer/internal' });
  expect(apiError('sequencer/internal').status).toBe(500);
});

test('behavior: every refusal has the id of its request, which a caller may give', async () => {
  const service = await api({ requestsPerMinute: 2, corsOrigins: ['https://app.example'] });
  const headers = { 'x-request-id': 'from-a-proxy', origin: 'https://app.example' };
  for (const url of ['/v1/nothing', '/v1/batches/0', '/v1/batches/%E0%A4%A', '/v1/batches/0']) {
    const answer = await service.inject({ url, headers });
    expect(answer.statusCode, url).toBeGreaterThanOrEqual(400);
    expect(answer.json(), url).toMatchObject({ requestId: 'from-a-proxy' });
    expect(answer.headers['x-request-id'], url).toBe('from-a-proxy');
  }
  const answer = await service.inject({ url: '/healthz', headers: { ...headers, 'x-request-id': 'x'.repeat(65) } });
  expect(answer.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
  expect(answer.headers['access-control-expose-headers']).toContain('x-request-id');
});

test('default: the deployment as it was given', async () => {
  expect((await (await api()).inject('/v1/deployment')).json()).toEqual({ chainId: 31337 });
});
