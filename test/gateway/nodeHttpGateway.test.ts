import { EventEmitter, once } from 'node:events';
import { createServer, type OutgoingHttpHeaders, type RequestListener, type ServerResponse } from 'node:http';
import { loadCrypto, ZERO_UNITS } from '@tallystick/prover/core';
import { egressMibOf, type NodeHttpGatewayOptions, nodeHttpGateway } from '@tallystick/prover/provider';
import { beforeAll, expect, test } from 'vitest';
import { compute, createTestProvider } from '../support/createTestProvider.js';
import { closeAfterEach } from './support/closeAfterEach.js';
import { listen } from './support/listen.js';

beforeAll(() => loadCrypto());

const closeLater = closeAfterEach();

async function serve(
  listener: RequestListener | (() => Promise<void>),
  options: Omit<NodeHttpGatewayOptions, 'gateway'> = { units: { computeUnitSeconds: 1n } },
  provider = createTestProvider({ credit: { egressMib: 1n } }),
) {
  const serving = nodeHttpGateway({ gateway: provider.gateway, ...options }, listener);
  const { origin, close } = await listen(createServer(serving));
  closeLater(close);
  const url = `${origin}/work`;
  const get = (payment?: string) => fetch(url, payment === undefined ? {} : { headers: { 'x-payment': payment } });
  return { get, url, ...provider };
}

const charge = (response: Response): unknown => {
  const header = response.headers.get('x-payment-response');
  return header === null ? null : JSON.parse(Buffer.from(header, 'base64').toString()).unitsCharged;
};

test('default', async () => {
  const { get, pay, sign, store } = await serve((_request, response) => {
    response.writeHead(201, { 'x-own': 'kept' });
    response.write('one ');
    response.end('two');
  });
  const refused = await get();
  expect(refused.status).toBe(402);
  expect(await refused.json()).toMatchObject({ code: 'gateway/payment-required', field: null });
  const served = await get(pay(sign(compute(1))));
  expect([served.status, served.headers.get('x-own'), await served.text()]).toEqual([201, 'kept', 'one two']);
  expect(charge(served)).toMatchObject({ computeUnitSeconds: '1' });
  expect((await store.get(7))?.used).toEqual(compute(1));
  expect((await get(pay(sign(compute(1))))).status).toBe(402);
});

test.each([{ 'cache-control': 'public, max-age=60' }, ['cache-control', 'public', 'cache-control', 'max-age=60']])(
  'behavior: what was paid for is kept from shared caches however the listener says it, and a refusal from all',
  async (headers) => {
    const { get, pay, sign } = await serve((_request, response) => {
      response.setHeader('cache-control', 's-maxage=600');
      response.writeHead(200, 'Fine', headers as OutgoingHttpHeaders);
      response.end('kept');
    });
    expect((await get()).headers.get('cache-control')).toBe('no-store');
    const paid = await get(pay(sign(compute(1))));
    expect([paid.status, paid.statusText, paid.headers.get('cache-control')]).toEqual([
      200,
      'Fine',
      'private, max-age=60',
    ]);
  },
);

test('behavior: preflights, HEAD and what browsers ask for by themselves are answered without the listener, and none is asked to pay', async () => {
  const seen: string[] = [];
  const listener: RequestListener = (request, response) => {
    seen.push(`${request.method} ${request.url}`);
    response.end('work');
  };
  const { url, store, pay, sign } = await serve(listener, {
    units: compute(1),
    isMetered: ({ url }) => url !== '/open',
    refusalHeaders: () => ({ 'access-control-allow-headers': 'x-payment' }),
  });
  const answerTo = async (path: string, init: RequestInit) => {
    const response = await fetch(new URL(path, url), init);
    return [response.status, await response.text(), response.headers.get('access-control-allow-headers')];
  };
  const preflight = { origin: 'https://page.example', 'access-control-request-method': 'GET' };
  expect(await answerTo('/work', { method: 'OPTIONS', headers: preflight })).toEqual([204, '', 'x-payment']);
  expect(await answerTo('/work', { method: 'OPTIONS', body: 'prompt' })).toEqual([204, '', 'x-payment']);
  expect(await answerTo('/work', { method: 'HEAD' })).toEqual([200, '', 'x-payment']);
  expect(await answerTo('/favicon.ico', {})).toEqual([404, '', 'x-payment']);
  expect(await answerTo('/robots.txt?prompt=1', { method: 'POST', body: 'prompt' })).toEqual([404, '', 'x-payment']);
  expect(await answerTo('/open', { method: 'OPTIONS' })).toEqual([200, 'work', null]);
  expect((await answerTo('/work', {}))[0]).toBe(402);
  expect(seen).toEqual(['OPTIONS /open']);
  expect(await store.get(7)).toBeUndefined();
  const headers = { 'x-payment': pay(sign(compute(1))) };
  expect(await answerTo('/favicon.ico', { headers })).toEqual([200, 'work', null]);
});

test('behavior: pages of other origins read demands and charges', async () => {
  const shared = { 'access-control-allow-origin': 'https://page.example' };
  const { get, pay, sign } = await serve((_request, response) => response.writeHead(200, shared).end('done'), {
    units: compute(1),
    refusalHeaders: () => shared,
  });
  for (const response of [await get(), await get(pay(sign(compute(1))))]) {
    expect(response.headers.get('access-control-allow-origin')).toBe('https://page.example');
    expect(response.headers.get('access-control-expose-headers')).toBe(
      'PAYMENT-REQUIRED, PAYMENT-RESPONSE, X-PAYMENT-RESPONSE, Retry-After, X-Request-Id',
    );
  }
});

test('behavior: egress measured from the whole response', async () => {
  const meter = ({ responseBytes }: { responseBytes: number }) => ({ egressMib: egressMibOf(responseBytes) });
  const { get, pay, sign } = await serve(
    (_request, response) => {
      response.write(Buffer.alloc(1024 * 1024));
      response.end(Buffer.alloc(1));
    },
    { meter },
  );
  const served = await get(pay(sign(ZERO_UNITS)));
  expect((await served.arrayBuffer()).byteLength).toBe(1024 * 1024 + 1);
  expect(charge(served)).toMatchObject({ egressMib: '2' });
});

test('behavior: a listener that throws charges nothing', async () => {
  const { get, pay, sign, store } = await serve(() => Promise.reject(new Error('broken')));
  await expect(get(pay(sign(compute(1))))).rejects.toThrow();
  expect((await store.get(7))?.used).toEqual(ZERO_UNITS);
});

test('behavior: whoever leaves before the answer pays, and once', async () => {
  const events = new EventEmitter();
  const [served, left] = [once(events, 'served'), once(events, 'left')];
  const { url, pay, sign, store } = await serve((_request, response) => {
    response.once('close', () => {
      response.end('late');
      setImmediate(() => events.emit('left'));
    });
    events.emit('served');
  });
  const controller = new AbortController();
  const headers = { 'x-payment': pay(sign(compute(2))) };
  const request = fetch(url, { headers, signal: controller.signal });
  await served;
  controller.abort();
  await expect(request).rejects.toThrow();
  await left;
  expect((await store.get(7))?.used).toEqual(compute(1));
});

test('behavior: a meter that throws answers 503 in place of the response, and keeps nothing reserved', async () => {
  let units = -1n;
  const { get, pay, sign, store } = await serve((_request, response) => void response.end('done'), {
    units: compute(1),
    meter: () => ({ computeUnitSeconds: units }),
  });
  const payment = pay(sign(compute(1)));
  const refused = await get(payment);
  expect(refused.status).toBe(503);
  expect(await refused.json()).toMatchObject({ code: 'gateway/unavailable' });
  expect((await store.get(7))?.used).toEqual(ZERO_UNITS);
  units = 1n;
  expect((await get(payment)).status).toBe(200);
});

test('behavior: a listener that goes on writing after the charge failed does no harm', async () => {
  const { store } = createTestProvider();
  const events = new EventEmitter();
  const wrote = once(events, 'wrote');
  const broken = { ...store, charge: () => Promise.reject(new Error('disk full')) };
  const { get, pay, sign } = await serve(
    async (_request: unknown, response: ServerResponse) => {
      const errors: unknown[] = [];
      response.on('error', (error) => errors.push(error));
      response.write('one');
      // Until the refusal is on its way.
      while (!response.headersSent) await new Promise(setImmediate);
      response.writeHead(200);
      response.write('two');
      response.end('three', () => events.emit('wrote', errors));
    },
    undefined,
    createTestProvider({ store: broken }),
  );
  const answer = await get(pay(sign(compute(1))));
  expect(answer.status).toBe(503);
  expect(await answer.json()).toMatchObject({ code: 'gateway/unavailable' });
  expect(await wrote).toEqual([[]]);
});
