import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import type { AskedPayment } from '@tallystick/prover/consumer';
import { type Demand, fieldToHex, loadCrypto } from '@tallystick/prover/core';
import { type AllowanceOpenerOptions, createAllowanceOpener } from '@tallystick/prover/opening';
import type { Deployment } from '@tallystick/verifier-contracts';
import { privateKeyToAccount } from 'viem/accounts';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createAllowanceBook } from '../../prover/src/clientFiles/book/createAllowanceBook.js';
import { compute, createTestProvider, DEPLOYMENT, NOW } from '../support/createTestProvider.js';

await loadCrypto();

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tallystick-opener-'));
});
afterEach(() => rm(folder, { recursive: true }));

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

/** Asks an opener, whose chain is at an address where nobody is: what gets as far as that was found fit to be opened. */
async function ask(demand: Demand, options: Partial<AllowanceOpenerOptions> = {}, origin = 'https://provider.example') {
  const deployment = { ...DEPLOYMENT, domain, deployedAtBlock: 0n } as unknown as Deployment;
  const opener = createAllowanceOpener({
    account,
    deployment,
    rpcUrl: 'http://127.0.0.1:9',
    amount: 100n,
    maxAmount: 250n,
    folder,
    clock: () => NOW,
    ...options,
  });
  const asked: AskedPayment = { origin, demand };
  const error: unknown = await opener.open(asked).catch((reason: unknown) => reason);
  await opener.close();
  return error;
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
])('error: bad configuration: %s', async (field, options) => {
  await expect(ask(demandOf(), options)).rejects.toMatchObject({ code: 'client/bad-configuration', facts: { field } });
});
