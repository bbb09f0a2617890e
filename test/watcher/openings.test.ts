import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serializeWatchOpening } from '@tallystick/prover/statements';
import type { Watcher } from '@tallystick/prover/watcher';
import { privateKeyToAccount } from 'viem/accounts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createWorld, DAY_MS, EPOCH_MS, SLOT_MS, type World } from './support/createWorld.js';
import type { TestProvider } from './support/startProvider.js';

const token = (text: string): string => `Tallystick ${Buffer.from(text).toString('base64url')}`;

let world: World;
let watcher: Watcher;
let first: TestProvider;
let second: TestProvider;
beforeAll(async () => {
  world = await createWorld({ providerCount: 2 });
  [first, second] = world.providers as [TestProvider, TestProvider];
  watcher = await world.start();
  await world.toSlot(1);
});
afterAll(() => world?.close());

describe('while the epoch runs', () => {
  test('error: nothing is said about it', async () => {
    await expect(world.openingOf(watcher, first)).rejects.toMatchObject({ code: 'watcher/too-early' });
  });
});

describe('after the epoch', () => {
  beforeAll(() => world.clock.advanceTo(DAY_MS + EPOCH_MS + SLOT_MS));

  test('default: provider and responder get the same opening, which is the one under the posted root', async () => {
    const opening = await world.openingOf(watcher, first);
    expect(opening).toMatchObject({ provider: first.provider, watcher: world.address, epoch: 1 });
    expect(await world.openingOf(watcher, first, { account: first.responderAccount })).toEqual(opening);
    expect((await world.openingOf(watcher, second)).salt).not.toBe(opening.salt);
  });

  test('error: nobody else gets it', async () => {
    const unauthorized = { code: 'watcher/unauthorized' };
    const stranger = privateKeyToAccount(`0x${'9'.repeat(64)}`);
    for (const account of [second.account, second.responderAccount, stranger]) {
      await expect(world.openingOf(watcher, first, { account })).rejects.toMatchObject(unauthorized);
    }
    const other = { chainId: 1, registry: first.provider };
    await expect(world.openingOf(watcher, first, { chainId: other.chainId })).rejects.toMatchObject(unauthorized);
    await expect(world.openingOf(watcher, first, { registry: other.registry })).rejects.toMatchObject(unauthorized);
    await expect(world.openingOf(watcher, first, { watcher: first.provider })).rejects.toMatchObject(unauthorized);
  });

  test('error: a request is good for five minutes', async () => {
    for (const shift of [-301_000, 301_000]) {
      const nowMs = () => world.clock.nowMs() + shift;
      await expect(world.openingOf(watcher, first, { nowMs })).rejects.toMatchObject({ code: 'watcher/unauthorized' });
    }
    const nowMs = () => world.clock.nowMs() - 290_000;
    expect(await world.openingOf(watcher, first, { nowMs })).toMatchObject({ provider: first.provider });
  });

  test('error: a provider that was not assigned, an epoch to come', async () => {
    const stranger = privateKeyToAccount(`0x${'9'.repeat(64)}`);
    const asking = { ...first, provider: stranger.address, account: stranger };
    await expect(world.openingOf(watcher, asking)).rejects.toMatchObject({ code: 'watcher/unknown-opening' });
    await expect(world.openingOf(watcher, first, { epoch: 2 })).rejects.toMatchObject({ code: 'watcher/too-early' });
  });

  test.each([
    ['no header', {}, 401, 'watcher/unauthorized'],
    ['another scheme', { authorization: 'Bearer abc' }, 401, 'watcher/unauthorized'],
    ['no JSON', { authorization: 'Tallystick abc' }, 400, 'watcher/malformed'],
    ['an empty object', { authorization: token('{}') }, 400, 'watcher/malformed'],
    ['null', { authorization: token('null') }, 400, 'watcher/malformed'],
    ['a token of kilobytes', { authorization: token('x'.repeat(2000)) }, 401, 'watcher/unauthorized'],
  ])('error: %s', async (_what, headers, status, code) => {
    const response = await fetch(`${watcher.url()}/v1/openings/1`, { headers });
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ code });
  });

  test.each(['x', '-1', '1.5', '01', '4294967296', '99999999999'])('error: epoch %s', async (epoch) => {
    const response = await fetch(`${watcher.url()}/v1/openings/${epoch}`);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: 'watcher/malformed', facts: { field: 'epoch' } });
  });

  test('error: another path, a body that is too large', async () => {
    const unknown = await fetch(`${watcher.url()}/v1/secrets`);
    expect(unknown.status).toBe(404);
    expect(await unknown.json()).toMatchObject({ code: 'watcher/unknown-route' });
    const body = JSON.stringify({ text: 'x'.repeat(5000) });
    const headers = { 'content-type': 'application/json' };
    expect((await fetch(`${watcher.url()}/healthz`, { method: 'POST', headers, body })).status).toBe(400);
  });

  test('behavior: status and answers hold neither secret, salt nor bitmap', async () => {
    const { salt, bitmap } = serializeWatchOpening(await world.openingOf(watcher, first));
    const text = await (await fetch(`${watcher.url()}/v1/status`)).text();
    expect(text).not.toContain(salt.slice(2));
    expect(text).not.toContain(bitmap.slice(2));
    expect(await (await fetch(`${watcher.url()}/healthz`)).json()).toEqual({ status: 'ok' });
  });
});

describe('fetchOpening', () => {
  /** A watcher that answers whatever it likes. */
  async function asking(body: string, status = 200): Promise<unknown> {
    const server = createServer((_request, response) => response.writeHead(status).end(body));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    try {
      return await world.openingOf(watcher, first, { endpoint });
    } catch (error) {
      return error;
    } finally {
      server.close();
    }
  }

  test('error: an opening of somebody else, of another root, or changed', async () => {
    const own = serializeWatchOpening(await world.openingOf(watcher, first));
    const others = serializeWatchOpening(await world.openingOf(watcher, second));
    expect(await asking(JSON.stringify(own))).toMatchObject({ provider: first.provider });
    const wrong = (field: string) => ({ code: 'watcher/wrong-opening', facts: { field } });
    expect(await asking(JSON.stringify(others))).toMatchObject(wrong('provider'));
    expect(await asking(JSON.stringify({ ...own, epoch: 2 }))).toMatchObject(wrong('epoch'));
    expect(await asking(JSON.stringify({ ...own, watcher: first.provider }))).toMatchObject(wrong('watcher'));
    expect(await asking(JSON.stringify({ ...own, root: own.salt }))).toMatchObject(wrong('root'));
    expect(await asking(JSON.stringify({ ...own, bitmap: `0x${'0'.repeat(24)}` }))).toMatchObject(wrong('siblings'));
    expect(await asking(JSON.stringify({ ...own, extra: 1 }))).toMatchObject(wrong('extra'));
    expect(await asking('hello')).toMatchObject({ code: 'watcher/wrong-opening' });
  });

  test('error: no usable answer', async () => {
    const unreachable = { code: 'watcher/unreachable' };
    expect(await asking('{"code":"key/bad-index"}', 500)).toMatchObject(unreachable);
    expect(await asking('oops', 502)).toMatchObject(unreachable);
    expect(await asking('x'.repeat(20_000))).toMatchObject(unreachable);
    await expect(world.openingOf(watcher, first, { endpoint: 'http://127.0.0.1:1' })).rejects.toMatchObject(
      unreachable,
    );
    const refused = world.openingOf(watcher, first, { allowPrivate: false });
    await expect(refused).rejects.toMatchObject({ code: 'watcher/endpoint-refused' });
  });
});

test('behavior: requests are limited by address', async () => {
  const limited = await createWorld();
  try {
    const { url } = await limited.start({ requestsPerMinute: 3 });
    const statuses: number[] = [];
    for (let i = 0; i < 5; i++) statuses.push((await fetch(`${url()}/v1/status`)).status);
    expect(statuses).toEqual([200, 200, 200, 429, 429]);
    expect((await fetch(`${url()}/healthz`)).status).toBe(200);
    const refused = await fetch(`${url()}/v1/status`);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    // Whom nobody trusts gets no count of its own by a header.
    const headers = { 'x-forwarded-for': '203.0.113.9' };
    expect((await fetch(`${url()}/v1/status`, { headers })).status).toBe(429);
  } finally {
    await limited.close();
  }
});

test('behavior: behind a trusted proxy they are limited by the address that it tells, and not by one that a client wrote', async () => {
  const limited = await createWorld();
  try {
    const { url } = await limited.start({ requestsPerMinute: 1, trustedProxies: 1 });
    const ask = async (from: string) =>
      (await fetch(`${url()}/v1/status`, { headers: { 'x-forwarded-for': from } })).status;
    expect(await ask('203.0.113.1')).toBe(200);
    expect(await ask('203.0.113.1:5678')).toBe(429);
    expect(await ask('198.51.100.7, 203.0.113.1')).toBe(429); // the proxy has written the last one
    expect(await ask('203.0.113.2')).toBe(200);
  } finally {
    await limited.close();
  }
});

test.each([-1, 17, 1.5, '1'])('error: as many trusted proxies as %s', async (trustedProxies) => {
  const world = await createWorld();
  try {
    await expect(world.start({ trustedProxies: trustedProxies as number })).rejects.toMatchObject({
      code: 'watcher/bad-configuration',
      facts: { field: 'trustedProxies', given: trustedProxies, expected: 'integer from 0 to 16' },
    });
  } finally {
    await world.close();
  }
});
