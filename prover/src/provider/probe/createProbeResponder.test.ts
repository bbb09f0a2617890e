import type { AddressInfo } from 'node:net';
import fastify from 'fastify';
import { privateKeyToAccount } from 'viem/accounts';
import { describe, expect, test } from 'vitest';
import { startHttpServer } from '../../../test-support/startHttpServer.js';
import { PROBE_PATH, verifyProbeAnswer } from '../../core/probe.js';
import { ZERO_UNITS } from '../../core/units.js';
import { fastifyGateway } from '../gateway/fastifyGateway.js';
import { createProbeResponder } from './createProbeResponder.js';
import { fastifyProbe } from './fastifyProbe.js';
import { nodeHttpProbe } from './nodeHttpProbe.js';

const account = privateKeyToAccount(`0x${'2'.repeat(64)}`);
const provider = privateKeyToAccount(`0x${'1'.repeat(64)}`).address;
const domain = { chainId: 31337, registry: '0x5FbDB2315678afecb367f032d93F642f64180aa3' } as const;
const NOW_S = 1_800_000_000;
const options = { ...domain, account, provider, nowMs: () => NOW_S * 1000 };
const responder = createProbeResponder(options);
const challenge = {
  version: 1,
  watcher: '0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266',
  provider,
  epoch: 3,
  slot: 95,
  nonce: `0x${'ab'.repeat(32)}`,
  issuedAt: NOW_S,
} as const;

describe('createProbeResponder', () => {
  test('default: signs a fresh challenge, and nothing of it can be changed', async () => {
    const { status, body } = await responder.answer(challenge);
    expect(status).toBe(200);
    const check = { challenge, domain, responder: account.address, answer: body };
    expect(await verifyProbeAnswer(check)).toBe(true);
    const changes = [
      { watcher: provider },
      { provider: challenge.watcher },
      { epoch: 4 },
      { slot: 94 },
      { nonce: `0x${'ac'.repeat(32)}` },
      { issuedAt: NOW_S + 1 },
    ] as const;
    for (const change of changes) {
      expect(
        await verifyProbeAnswer({ ...check, challenge: { ...challenge, ...change } }),
        Object.keys(change)[0],
      ).toBe(false);
    }
  });

  test.each([
    ['nothing', undefined, 'probe/malformed', 'body'],
    ['a list', [challenge], 'probe/malformed', 'body'],
    ['another version', { ...challenge, version: 2 }, 'probe/malformed', 'version'],
    ['a slot beyond the epoch', { ...challenge, slot: 96 }, 'probe/malformed', 'slot'],
    ['an epoch of a fraction', { ...challenge, epoch: 1.5 }, 'probe/malformed', 'epoch'],
    ['a short nonce', { ...challenge, nonce: '0x12' }, 'probe/malformed', 'nonce'],
    ['a watcher that is none', { ...challenge, watcher: 'me' }, 'probe/malformed', 'watcher'],
    ['a field too many', { ...challenge, message: 'sign this' }, 'probe/malformed', 'message'],
    ['another provider', { ...challenge, provider: challenge.watcher }, 'probe/wrong-provider', 'provider'],
    ['an old challenge', { ...challenge, issuedAt: NOW_S - 301 }, 'probe/stale', 'issuedAt'],
    ['one of the future', { ...challenge, issuedAt: NOW_S + 301 }, 'probe/stale', 'issuedAt'],
  ])('error: %s', async (_what, json, code, field) => {
    const { status, body } = await responder.answer(json);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(body).toMatchObject({ code, facts: { field } });
  });

  test('error: a signer that fails says nothing to strangers', async () => {
    const failing = {
      ...account,
      signTypedData: async () => {
        throw new Error('secret of the vault');
      },
    };
    const { status, body } = await createProbeResponder({ ...options, account: failing }).answer(challenge);
    expect(status).toBe(500);
    expect(JSON.stringify(body)).not.toContain('vault');
  });

  test('error: options that cannot be used', () => {
    const bad = [{ provider: '0x12' }, { registry: 'x' }, { chainId: 0 }, { maxSkewSeconds: 0 }] as object[];
    for (const change of bad) {
      const [field] = Object.keys(change);
      expect(() => createProbeResponder({ ...options, ...change })).toThrow(
        expect.objectContaining({ code: 'probe/bad-configuration', facts: expect.objectContaining({ field }) }),
      );
    }
  });
});

const servers = {
  fastify: async (prefix: string) => {
    const app = fastify();
    await app.register(fastifyProbe, { responder, prefix });
    app.get('/infer', async () => 'answer');
    await app.listen({ host: '127.0.0.1', port: 0 });
    const url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
    return { url, close: () => app.close() };
  },
  'node:http': (prefix: string) =>
    startHttpServer(nodeHttpProbe({ responder, prefix }, (_request, response) => response.end('answer'))),
};

describe.each(Object.entries(servers))('behind %s', (_name, start) => {
  async function using(prefix: string, work: (url: string) => Promise<void>): Promise<void> {
    const { url, close } = await start(prefix);
    try {
      await work(url);
    } finally {
      await close();
    }
  }
  const post = (url: string, body: string, type = 'application/json') =>
    fetch(url, { method: 'POST', body, headers: { 'content-type': type } });

  test('default: answers at its path, and leaves the others alone', () =>
    using('', async (url) => {
      const response = await post(`${url}${PROBE_PATH}`, JSON.stringify(challenge));
      expect(response.status).toBe(200);
      expect(response.headers.get('cache-control')).toBe('no-store');
      const answer = await response.json();
      expect(await verifyProbeAnswer({ challenge, domain, responder: account.address, answer })).toBe(true);
      expect(await (await fetch(`${url}/infer`)).text()).toBe('answer');
    }));

  test('behavior: below the path of an endpoint', () =>
    using('/api', async (url) => {
      expect((await post(`${url}/api${PROBE_PATH}?x=1`, JSON.stringify(challenge))).status).toBe(200);
    }));

  test('error: not JSON, too large', () =>
    using('', async (url) => {
      const notJson = await post(`${url}${PROBE_PATH}`, '{');
      expect(notJson.status).toBe(400);
      expect(await notJson.json()).toMatchObject({ code: 'probe/malformed' });
      const tooLarge = await post(`${url}${PROBE_PATH}`, JSON.stringify({ ...challenge, nonce: 'a'.repeat(5000) }));
      expect(tooLarge.status).toBe(413);
      expect(await tooLarge.json()).toMatchObject({ code: 'probe/too-large' });
    }));
});

test('behavior: free of charge in a metered scope', async () => {
  const refusal = { status: 402, body: {} as never };
  const gateway = {
    credit: ZERO_UNITS,
    isCharged: () => true,
    admit: async () => ({ admitted: false, refusal }) as const,
    refuse: () => refusal,
    close: async () => undefined,
  };
  const app = fastify();
  await app.register(fastifyGateway, { gateway, units: { computeUnitSeconds: 1n } });
  await app.register(fastifyProbe, { responder });
  app.get('/infer', async () => 'answer');
  expect((await app.inject({ url: '/infer' })).statusCode).toBe(402);
  expect((await app.inject({ url: PROBE_PATH, method: 'POST', payload: challenge })).statusCode).toBe(200);
  await app.close();
});

test('error: node:http takes POST only', async () => {
  const { url, close } = await servers['node:http']('');
  try {
    const response = await fetch(`${url}${PROBE_PATH}`);
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('POST');
  } finally {
    await close();
  }
});
