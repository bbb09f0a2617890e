import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import type { AskedPayment } from '@tallystick/prover/consumer';
import { type Demand, deriveAccountKey, deriveAllowanceKey, fieldToHex, loadCrypto } from '@tallystick/prover/core';
import { type AllowanceOpenerOptions, createAllowanceOpener } from '@tallystick/prover/opening';
import type { Deployment } from '@tallystick/verifier-contracts';
import { privateKeyToAccount } from 'viem/accounts';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createAllowanceBook } from '../../prover/src/clientFiles/book/createAllowanceBook.js';
import { compute, createTestProvider, DEPLOYMENT, NOW } from '../support/createTestProvider.js';

/** What name servers say, one answer after the other and the last one again; of any other name that it is of the public network. */
const said = vi.hoisted(() => new Map<string, string[][]>());
vi.mock('../../prover/src/guarded/resolveAddresses.js', () => ({
  async resolveAddresses(hostname: string) {
    const answers = said.get(hostname) ?? [['1.1.1.1']];
    const [addresses = []] = answers.length > 1 ? answers.splice(0, 1) : answers;
    return addresses.map((address) => ({ address, family: 4 }));
  },
}));

await loadCrypto();

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tallystick-opener-'));
});
const closes: (() => void)[] = [];
afterEach(async () => {
  vi.useRealTimers();
  said.clear();
  for (const close of closes.splice(0)) close();
  await rm(folder, { recursive: true });
});

const { prices, domain } = createTestProvider();
const account = privateKeyToAccount(`0x${'42'.repeat(32)}`);
const sequencer = 'https://sequencer.example';

/** What an honest gateway demands for 3 unit-seconds. */
function demandOf(change: Partial<Demand> = {}, extra: object = { sequencer }): Demand {
  return {
    version: 2,
    code: 'gateway/payment-required',
    way: { asset: DEPLOYMENT.token, extra },
    network: 'eip155:31337',
    domain,
    providerSerial: 2,
    prices,
    price: compute(3),
    serial: undefined,
    unitsOwed: undefined,
    latestReceipt: undefined,
    ...change,
  };
}

/** An opener whose chain is at an address where nobody is. */
function createOpener(options: Partial<AllowanceOpenerOptions>) {
  const deployment = { ...DEPLOYMENT, domain, deployedAtBlock: 0n } as unknown as Deployment;
  return createAllowanceOpener({
    account,
    deployment,
    rpcUrl: 'http://127.0.0.1:9',
    amount: 100n,
    maxAmount: 250n,
    folder,
    clock: () => NOW,
    ...options,
  });
}

/** Asks such an opener: what gets as far as the chain was found fit to be opened. */
async function ask(demand: Demand, options: Partial<AllowanceOpenerOptions> = {}, origin = 'https://provider.example') {
  const opener = createOpener(options);
  const asked: AskedPayment = { origin, demand };
  const error: unknown = await opener.open(asked).catch((reason: unknown) => reason);
  await opener.close();
  return error;
}

/** An allowance of the wallet that is open on the chain already; no chain is needed to use it. */
async function recordOwn({ serial = 7, providerSerial = 2 } = {}) {
  const { privateKey: root } = await deriveAccountKey(account);
  const owner = deriveAllowanceKey({ root, index: serial, domain }).publicKey;
  await createAllowanceBook(folder).update((records) => [
    ...records,
    {
      ...{ chainId: DEPLOYMENT.chainId, rollup: DEPLOYMENT.rollup, index: serial, owner, amount: 100n, serial },
      terms: { providerSerial, prices, expiry: NOW + 86_400, viewKey: 99n },
      status: 'open' as const,
      registered: false,
    },
  ]);
  return owner;
}

/** A sequencer on this machine that takes any terms, and then answers as told. */
async function startSequencer(answer: (response: ServerResponse) => void) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.setHeader('content-type', 'application/json');
    request.resume();
    if (request.method === 'POST') response.end('{}');
    else answer(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closes.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, port, asked };
}

/** Records of allowances that are open already. */
async function record(change: { amount?: bigint; expiry?: number; origins?: string[]; providerSerial?: number }) {
  const { amount = 100n, expiry = NOW + 86_400, providerSerial = 2, ...rest } = change;
  await createAllowanceBook(folder).update((records) => [
    ...records,
    {
      chainId: DEPLOYMENT.chainId,
      rollup: DEPLOYMENT.rollup,
      index: records.length,
      owner: { x: 1n, y: 2n },
      terms: { providerSerial, prices, expiry, viewKey: 99n },
      amount,
      status: 'open' as const,
      serial: 7 + records.length,
      registered: true,
      ...rest,
    },
  ]);
}

test('default: what is fit to be opened gets to the chain, and no record is left where that is not there', async () => {
  expect(await ask(demandOf())).toMatchObject({ code: 'chain/unreachable' });
  expect(await createAllowanceBook(folder).list()).toEqual([]);
});

test.each([
  ['network', demandOf({ network: 'eip155:1' })],
  ['domain', demandOf({ domain: 5n })],
  ['token', demandOf({ way: { asset: `0x${'11'.repeat(20)}`, extra: { sequencer } } })],
  ['no token', demandOf({ way: { extra: { sequencer } } })],
])('error: a demand of another deployment: %s', async (_field, demand) => {
  expect(await ask(demand)).toMatchObject({
    code: 'opening/other-deployment',
    facts: { expected: { chainId: 31337, domain: fieldToHex(domain), token: DEPLOYMENT.token } },
  });
});

test('behavior: the addresses that a demand names for deployment and chain are not looked at', async () => {
  const evil = `0x${'66'.repeat(20)}`;
  const extra = { sequencer, deployment: { chainId: 1, rollup: evil, token: evil }, open: { contract: evil } };
  expect(await ask(demandOf({}, extra))).toMatchObject({ code: 'chain/unreachable' });
});

test.each([
  ['none', undefined],
  ['plain HTTP', 'http://sequencer.example'],
  ['this machine', 'http://127.0.0.1:8545'],
  ['a name that only begins like this machine', 'http://localhost.evil.example'],
  ['this machine, with TLS', 'https://127.0.0.1:8443'],
  ['a private network', 'https://192.168.1.1'],
  ['a name of a private network', 'https://vault.internal'],
  ['credentials', 'https://a:b@sequencer.example'],
  ['another scheme', 'file:///etc/passwd'],
  ['no text', { href: 'https://sequencer.example' }],
])('error: a demand names no sequencer that may be asked: %s', async (_case, named) => {
  expect(await ask(demandOf({}, { sequencer: named }))).toMatchObject({ code: 'opening/no-sequencer' });
});

test("behavior: the caller's own sequencer counts, and one on this machine where the service is here too", async () => {
  expect(await ask(demandOf({}, {}), { sequencer })).toMatchObject({ code: 'chain/unreachable' });
  const local = demandOf({}, { sequencer: 'http://127.0.0.1:4000' });
  expect(await ask(local, {}, 'http://localhost:3000')).toMatchObject({ code: 'chain/unreachable' });
  const near = demandOf({}, { sequencer: 'https://192.168.1.1' });
  expect(await ask(near, {}, 'https://192.168.1.2')).toMatchObject({ code: 'chain/unreachable' });
});

test('error: a request that an allowance could not pay', async () => {
  expect(await ask(demandOf({ price: compute(51) }))).toMatchObject({
    code: 'client/cap-exceeded',
    facts: { field: 'open.amount', given: 102n },
  });
});

test('error: more in all than the cap; what has expired does not count', async () => {
  await record({ amount: 100n, providerSerial: 3 });
  await record({ amount: 100n, providerSerial: 4, expiry: NOW });
  expect(await ask(demandOf())).toMatchObject({ code: 'chain/unreachable' });
  await record({ amount: 51n, providerSerial: 3 });
  expect(await ask(demandOf())).toMatchObject({
    code: 'client/cap-exceeded',
    facts: { field: 'open.maxAmount', given: 251n },
  });
});

test('error: the cap counts what another process opens while the chain is asked', async () => {
  const answers: Record<string, () => unknown> = {
    eth_chainId: () => '0x7a69',
    eth_getCode: () => '0x00',
    eth_blockNumber: () => '0x1',
    async eth_getLogs() {
      await record({ amount: 200n, providerSerial: 3 });
      return [];
    },
  };
  const node = createServer(async (request, response) => {
    const { id, method } = (await json(request)) as { id: number; method: string };
    const result = await answers[method]?.();
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ jsonrpc: '2.0', id, result: result ?? null }));
  });
  await new Promise<void>((resolve) => node.listen(0, '127.0.0.1', resolve));
  try {
    const rpcUrl = `http://127.0.0.1:${(node.address() as AddressInfo).port}`;
    expect(await ask(demandOf(), { rpcUrl })).toMatchObject({
      code: 'client/cap-exceeded',
      facts: { field: 'open.maxAmount', given: 300n },
    });
    expect(await createAllowanceBook(folder).list()).toMatchObject([{ amount: 200n }]);
  } finally {
    node.closeAllConnections();
    node.close();
  }
});

test('error: a provider that was paid at another origin', async () => {
  await record({ origins: ['https://elsewhere.example'] });
  expect(await ask(demandOf())).toMatchObject({ code: 'client/other-origin' });
  expect(await ask(demandOf(), { trustOrigin: true })).toMatchObject({ code: 'chain/unreachable' });
});

test.each([
  ['amount', { amount: 0n }],
  ['maxAmount', { maxAmount: 5 as never }],
  ['lifetimeSeconds', { lifetimeSeconds: 60 }],
  ['timeoutMs', { timeoutMs: 0 }],
  ['timeoutMs', { timeoutMs: Number.NaN }],
])('error: bad configuration: %s', async (field, options) => {
  await expect(ask(demandOf(), options)).rejects.toMatchObject({ code: 'client/bad-configuration', facts: { field } });
});

const queued = (response: ServerResponse) => response.end(JSON.stringify(accountOf('queued')));
const open = (response: ServerResponse) => response.end(JSON.stringify(accountOf('open')));
const toJson = (units: object) => Object.fromEntries(Object.entries(units).map(([key, value]) => [key, `${value}`]));
function accountOf(status: string) {
  const counters = toJson(compute(0));
  const owner = { x: fieldToHex(1n), y: fieldToHex(2n) };
  const terms = { providerSerial: 2, prices: toJson(prices), expiry: NOW + 86_400 };
  return { serial: 7, owner, terms, balance: '100', counters, nonce: 0, status };
}

describe('a sequencer that does not say that the allowance is open', () => {
  test('error: holds a request for no longer than it may; what was paid in is gone on with by the next one', async () => {
    await recordOwn();
    let answer = queued;
    const { url, asked } = await startSequencer((response) => answer(response));
    const options = { sequencer: url, timeoutMs: 200, pollIntervalMs: 20 };
    const startedMs = performance.now();
    expect(await ask(demandOf(), options)).toMatchObject({
      code: 'opening/not-open-in-time',
      facts: { field: 'timeoutMs', serial: 7, expected: 'open within 200 ms' },
      remedy: expect.stringContaining('raise the option `timeoutMs`'),
    });
    expect(performance.now() - startedMs).toBeLessThan(5_000);
    expect(await createAllowanceBook(folder).list()).toMatchObject([{ serial: 7, status: 'open', registered: true }]);
    answer = open;
    const opener = createOpener(options);
    const { allowances } = await opener.open({ origin: 'https://provider.example', demand: demandOf() });
    await opener.close();
    expect(allowances).toMatchObject([{ serial: 7 }]);
    expect(await createAllowanceBook(folder).list()).toHaveLength(1);
    // The terms once: the record says that they were taken.
    expect(asked.filter((line) => line.startsWith('POST'))).toEqual(['POST /v1/accounts']);
  });

  test('default: 2 minutes', async () => {
    await recordOwn();
    const { url } = await startSequencer(queued);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    const startedMs = performance.now();
    let answer: unknown;
    void ask(demandOf(), { sequencer: url }).then((error) => {
      answer = error;
    });
    while (answer === undefined) {
      await vi.advanceTimersByTimeAsync(100);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(answer).toMatchObject({ facts: { expected: 'open within 120000 ms' } });
    expect(performance.now() - startedMs).toBeGreaterThanOrEqual(120_000);
  });

  test('behavior: holds up no request to another provider, and several of its allowances no longer than one', async () => {
    await recordOwn({ serial: 7, providerSerial: 2 });
    await recordOwn({ serial: 8, providerSerial: 2 });
    await recordOwn({ serial: 9, providerSerial: 3 });
    const [silent, good] = await Promise.all([startSequencer(() => undefined), startSequencer(open)]);
    const opener = createOpener({ timeoutMs: 1_500, pollIntervalMs: 20 });
    const origin = 'http://localhost:3000';
    const ends: string[] = [];
    const startedMs = performance.now();
    const stuck = opener
      .open({ origin, demand: demandOf({}, { sequencer: silent.url }) })
      .catch((error: { code: string }) => ends.push(error.code));
    const served = opener
      .open({ origin, demand: demandOf({ providerSerial: 3 }, { sequencer: good.url }) })
      .then(({ allowances }) => ends.push(`${allowances[0]?.serial}`));
    await Promise.all([stuck, served]);
    expect(ends).toEqual(['9', 'opening/not-open-in-time']);
    expect(performance.now() - startedMs).toBeLessThan(3_900); // twice as long for each, if they came one after the other
    await opener.close();
  });

  test.each(['named', 'the caller’s own'])('error: more than is read of an answer (%s)', async (whose) => {
    await recordOwn();
    let sent = 0;
    const { url } = await startSequencer(async (response) => {
      const chunk = 'a'.repeat(100_000);
      for (; !response.destroyed && sent < 400; sent += 1) {
        if (!response.write(chunk)) await new Promise((resolve) => setTimeout(resolve, 5));
      }
    });
    const [extra, options] = whose === 'named' ? [{ sequencer: url }, {}] : [{}, { sequencer: url }];
    expect(await ask(demandOf({}, extra), options, 'http://localhost:3000')).toMatchObject({
      code: 'sequencer-client/unexpected-answer',
      facts: { field: 'body', expected: 'at most 1000000 bytes' },
    });
    expect(sent).toBeLessThan(400);
  });
});

describe('the name of a sequencer that a demand names', () => {
  test.each([
    ['this machine', ['127.0.0.1']],
    ['a private network, beside a public address', ['1.1.1.1', '192.168.1.1']],
    ['nothing', []],
  ])('error: stands for %s', async (_case, addresses) => {
    said.set('sequencer.example', [addresses]);
    // Nothing was opened: that fails at the chain.
    expect(await ask(demandOf())).toMatchObject({ code: 'opening/no-sequencer', facts: { given: sequencer } });
    expect(await ask(demandOf(), { sequencer })).toMatchObject({ code: 'chain/unreachable' });
  });

  test('behavior: may stand for this machine where the service itself is in a private network', async () => {
    said.set('sequencer.example', [['127.0.0.1']]);
    expect(await ask(demandOf(), {}, 'https://10.0.0.5')).toMatchObject({ code: 'chain/unreachable' });
    // Which one is not that only is of no network, or a public one written otherwise.
    for (const origin of ['https://[::ffff:6.6.6.6]', 'https://[64:ff9b::606:606]'])
      expect(await ask(demandOf(), {}, origin)).toMatchObject({ code: 'opening/no-sequencer' });
  });

  test('error: stands for this machine by the time that it is connected to', async () => {
    await recordOwn();
    const { port, asked } = await startSequencer(open);
    said.set('sequencer.example', [['1.1.1.1'], ['127.0.0.1']]);
    const named = `https://sequencer.example:${port}`;
    expect(await ask(demandOf({}, { sequencer: named }))).toMatchObject({
      code: 'opening/no-sequencer',
      facts: { field: 'sequencer', given: named, expected: 'an address of the public network' },
    });
    expect(asked).toEqual([]);
  });
});
