import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { deriveAccountKey, deriveAllowanceKey, loadCrypto, unloadCrypto, ZERO_UNITS } from '@tallystick/prover/core';
import {
  type Allowance,
  createMemoryReceiptStore,
  createStaticAllowanceSource,
  fastifyGateway,
} from '@tallystick/prover/provider';
import fastify from 'fastify';
import type { Hex } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { runCli } from '../../prover/src/cli/runCli.js';
import { createAllowanceBook } from '../../prover/src/clientFiles/book/createAllowanceBook.js';
import { takeFileLock } from '../../prover/src/files/takeFileLock.js';
import { compute, createTestProvider, DEPLOYMENT, NOW } from '../support/createTestProvider.js';
import { closeAfterEach } from './support/closeAfterEach.js';

const WALLET_KEY: Hex = '0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d';
const OTHER_WALLET_KEY: Hex = '0x5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a';
const BINARY = Buffer.concat([Buffer.from([0, 255, 254, 10, 13, 128]), randomBytes(300_000)]);

beforeAll(() => loadCrypto());
afterAll(() => unloadCrypto());

let folder: string;
const closeLater = closeAfterEach();
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tallystick-fetch-'));
  closeLater(() => rm(folder, { recursive: true, force: true }));
});

/** The command, in this process. It unloads the crypto in the end, which the provider of these tests shares. */
async function run(...argv: string[]) {
  const out: Uint8Array[] = [];
  let err = '';
  const code = await runCli(['fetch', ...argv, '--state', folder], {
    stdout: { write: (text) => void out.push(Buffer.from(text)) },
    writeBytes: async (bytes) => void out.push(bytes),
    stderr: {
      write: (text) => {
        err += text;
      },
    },
    env: { TALLYSTICK_PRIVATE_KEY: WALLET_KEY },
    now: () => NOW,
    pause: async () => {},
  });
  await loadCrypto();
  const body = Buffer.concat(out);
  return { code, err, body, text: body.toString() };
}

async function deriveOwner(walletKey: Hex, index: number, domain: bigint) {
  const root = (await deriveAccountKey(privateKeyToAccount(walletKey))).privateKey;
  return deriveAllowanceKey({ root, index, domain }).publicKey;
}

type ServeOptions = {
  balances?: Record<number, bigint>;
  providerSerial?: number;
  /** Other than null, written into the local records. */
  record?: { expiry?: number; walletKey?: Hex } | null;
};

/** A provider, and the records of its allowances on this machine: serial 7 and on, one for each balance. */
async function serve({ balances = { 7: 1_000n }, providerSerial = 2, record = {} }: ServeOptions = {}) {
  const { prices, domain } = createTestProvider();
  const terms = { providerSerial, prices, expiry: record?.expiry ?? NOW + 86_400 };
  const owned = await Promise.all(
    Object.entries(balances).map(async ([serial, balance], index) => {
      const owner = await deriveOwner(record?.walletKey ?? WALLET_KEY, index, domain);
      const allowance: Allowance = { serial: Number(serial), owner, terms, balance, settled: ZERO_UNITS };
      return { allowance, index };
    }),
  );
  if (record !== null) {
    await createAllowanceBook(folder).update((records) => [
      ...records,
      ...owned.map(({ allowance: { serial, owner, balance }, index }) => ({
        chainId: DEPLOYMENT.chainId,
        rollup: DEPLOYMENT.rollup,
        index,
        owner,
        terms: { ...terms, viewKey: 99n },
        amount: balance,
        status: 'open' as const,
        serial,
        registered: true,
      })),
    ]);
  }
  const store = createMemoryReceiptStore();
  const provider = createTestProvider({
    store,
    providerSerial,
    credit: compute(5),
    allowances: createStaticAllowanceSource(owned.map(({ allowance }) => allowance)),
  });
  const app = fastify({ forceCloseConnections: true });
  const payments: (string | undefined)[] = [];
  app.addHook(
    'onRequest',
    async ({ headers }) => void payments.push(headers['payment-signature'] as string | undefined),
  );
  await app.register(fastifyGateway, { gateway: provider.gateway });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  const priced = { config: { tallystick: { units: { computeUnitSeconds: 3n } } } };
  app.all('/three', priced, async ({ method, headers, body }) => ({
    method,
    type: headers['content-type'] ?? null,
    accept: headers.accept,
    encoding: headers['accept-encoding'],
    custom: headers['x-custom'] ?? null,
    hash: body instanceof Buffer ? createHash('sha256').update(body).digest('hex') : null,
  }));
  app.get('/binary', priced, async (_request, reply) => reply.type('application/octet-stream').send(BINARY));
  app.get('/broken', { config: { tallystick: { units: { computeUnitSeconds: 3n } } } }, async (_request, reply) =>
    reply.code(404).send('nothing here'),
  );
  app.get('/lost', priced, async ({ raw }) => void raw.socket.destroy());
  app.get('/metered', { config: { tallystick: { meter: () => compute(4) } } }, async () => 'measured');
  app.get('/streamed', { config: { tallystick: { meter: () => compute(4) } } }, async (_request, reply) =>
    reply.type('text/plain').send(Readable.from(['in ', 'parts'])),
  );
  app.get('/free', { config: { tallystick: false } }, async () => 'free');
  app.get('/away', { config: { tallystick: false } }, async (_request, reply) => reply.redirect('/free'));
  const origin = await app.listen({ port: 0, host: '127.0.0.1' });
  closeLater(() => app.close());
  const used = async (serial = 7) => (await store.get(serial))?.used ?? ZERO_UNITS;
  const signed = () =>
    payments
      .filter((payment) => payment !== undefined)
      .map((payment) => JSON.parse(Buffer.from(payment, 'base64').toString()).payload.receipt)
      .map(({ serial, units }) => [serial, Number(units.computeUnitSeconds)]);
  return { origin, store, payments, signed, used, domain };
}

const countersFile = async () => (await readdir(folder)).find((name) => /^counters-.*\.json$/.test(name));

test('default: pays and prints the body alone; the amount is told beside it and in the file', async () => {
  const { origin, used } = await serve();
  const json = join(folder, 'result.json');
  const { code, err, text } = await run(`${origin}/three`, '--max-amount', '6', '--json', json);
  expect({ code, err }).toEqual({ code: 0, err: 'signed for 6 token base units more, allowance 7\n' });
  expect(JSON.parse(text)).toMatchObject({ method: 'GET', accept: '*/*', encoding: 'identity' });
  expect(await used()).toEqual(compute(3));
  const units = { computeUnitSeconds: '3', storageGibHours: '0', egressMib: '0' };
  expect(JSON.parse(await readFile(json, 'utf8'))).toEqual({
    url: `${origin}/three`,
    method: 'GET',
    status: 200,
    amount: '6',
    receipts: [{ serial: 7, units, amount: '6' }],
    serial: 7,
    units,
  });
});

test('behavior: two runs go on from the kept counters, and leave nothing locked', async () => {
  const { origin, used, signed } = await serve();
  for (let i = 0; i < 3; i++) expect((await run(`${origin}/three`, '--max-amount', '6')).code).toBe(0);
  expect(signed()).toEqual([3, 6, 9].map((units) => [7, units]));
  expect(await used()).toEqual(compute(9));
  const kept = JSON.parse(await readFile(join(folder, (await countersFile()) ?? ''), 'utf8'));
  const nine = { computeUnitSeconds: '9', storageGibHours: '0', egressMib: '0' };
  expect(kept).toEqual({ version: 1, allowances: { 7: { signed: nine, used: nine } } });
  expect((await readdir(folder)).filter((name) => name.includes('lock'))).toEqual([]);
});

test('behavior: what was measured is paid by the next run', async () => {
  const { origin, used, signed } = await serve();
  for (let i = 0; i < 3; i++) expect((await run(`${origin}/metered`, '--max-amount', '8')).code).toBe(0);
  expect(signed()).toEqual([0, 4, 8].map((units) => [7, units]));
  expect(await used()).toEqual(compute(12));
});

test('behavior: so is what was measured after its answer had begun', async () => {
  const { origin, used } = await serve();
  // The third comes to more than the gateway gives on credit.
  for (let i = 0; i < 4; i++) {
    const { code, text } = await run(`${origin}/streamed`, '--max-amount', '20');
    expect({ code, text }).toEqual({ code: 0, text: 'in parts' });
  }
  await expect.poll(() => used()).toEqual(compute(16));
});

test('behavior: counters that were lost are told by the gateway', async () => {
  const { origin, used } = await serve();
  await run(`${origin}/three`, '--max-amount', '6');
  await rm(join(folder, (await countersFile()) ?? ''));
  expect((await run(`${origin}/three`, '--max-amount', '6')).code).toBe(0);
  expect(await used()).toEqual(compute(6));
});

test('behavior: a binary body comes byte for byte, on the standard output and in a file', async () => {
  const { origin } = await serve();
  const file = join(folder, 'body.bin');
  await writeFile(file, `${'x'.repeat(400_000)}`);
  expect((await run(`${origin}/binary`, '--max-amount', '6')).body.equals(BINARY)).toBe(true);
  const { code, text } = await run(`${origin}/binary`, '--max-amount', '6', '-o', file);
  expect({ code, text }).toEqual({ code: 0, text: '' });
  expect((await readFile(file)).equals(BINARY)).toBe(true);
});

test('behavior: method, headers and data, as text and out of a file', async () => {
  const { origin } = await serve();
  const hash = (data: string | Buffer) => createHash('sha256').update(data).digest('hex');
  const three = async (...argv: string[]) =>
    JSON.parse((await run(`${origin}/three`, '--max-amount', '6', ...argv)).text);
  expect(await three('-d', 'a=1', '-d', 'b=2')).toMatchObject({
    method: 'POST',
    type: 'application/x-www-form-urlencoded',
    hash: hash('a=1&b=2'),
  });
  const file = join(folder, 'data');
  await writeFile(file, BINARY);
  const headers = ['-H', 'Content-Type: application/x-own', '-H', 'X-Custom:  a: b', '-H', 'accept: text/plain'];
  expect(await three('-X', 'put', '--data', `@${file}`, ...headers)).toEqual({
    method: 'PUT',
    type: 'application/x-own',
    accept: 'text/plain',
    encoding: 'identity',
    custom: 'a: b',
    hash: hash(BINARY),
  });
});

test('behavior: --include writes status and headers before the body', async () => {
  const { origin } = await serve();
  const { text } = await run(`${origin}/binary`, '--max-amount', '6', '--include');
  expect(text).toMatch(/^HTTP\/1\.1 200 OK\r\n(.+: .+\r\n)*payment-response: .+\r\n(.+: .+\r\n)*\r\n/);
});

test('behavior: what asks for nothing gets no payment, and needs neither cap nor record; redirects are shown', async () => {
  const { origin, payments } = await serve({ record: null });
  expect(await run(`${origin}/free`)).toMatchObject({ code: 0, err: '', text: 'free' });
  expect(await run(`${origin}/away`, '-i')).toMatchObject({ code: 0, text: expect.stringMatching(/^HTTP\/1\.1 302 /) });
  expect(payments).toEqual([undefined, undefined]);
  expect(await readdir(folder)).toEqual([]);
});

test('behavior: of several allowances the next pays when the first is used up', async () => {
  const { origin, used } = await serve({ balances: { 7: 7n, 8: 1_000n } });
  for (let i = 0; i < 3; i++) expect((await run(`${origin}/three`, '--max-amount', '12')).code).toBe(0);
  expect([await used(7), await used(8)]).toEqual([compute(3), compute(6)]);
});

test('error: beyond the cap nothing is signed', async () => {
  const { origin, payments, used } = await serve();
  const { code, err, text } = await run(`${origin}/three`, '--max-amount', '5');
  expect({ code, text }).toEqual({ code: 1, text: '' });
  expect(err).toContain('error client/cap-exceeded');
  expect(err).toContain('field: --max-amount\n  given: 6\n');
  expect(payments).toEqual([undefined]);
  expect(await used()).toEqual(ZERO_UNITS);
});

test('error: without a cap the price is told, and nothing is signed', async () => {
  const { origin, payments } = await serve();
  const json = join(folder, 'result.json');
  const { code, err } = await run(`${origin}/three`, '--json', json);
  expect(code).toBe(1);
  expect(err).toContain('error cli/no-cap');
  expect(JSON.parse(await readFile(json, 'utf8'))).toMatchObject({
    error: { code: 'cli/no-cap', facts: { amount: '6' } },
  });
  expect(payments).toEqual([undefined]);
});

test.each([
  { why: 'none', record: null, facts: {} },
  { why: 'expired', record: { expiry: NOW }, facts: { expired: [7] } },
  { why: "another wallet's", record: { walletKey: OTHER_WALLET_KEY }, facts: { ofOtherWallets: [7] } },
])('error: no allowance for the provider ($why): the command that opens one is told', async ({ record, facts }) => {
  const { origin, payments } = await serve({ record });
  const json = join(folder, 'result.json');
  const { code, err } = await run(`${origin}/three`, '--max-amount', '6', '--json', json);
  expect(code).toBe(1);
  expect(err).toContain('error client/no-allowance');
  expect(err).toContain(
    'tallystick allowance open --provider 2 --compute-price 2 --storage-price 3 --egress-price 5 --expiry +30d',
  );
  expect(JSON.parse(await readFile(json, 'utf8')).error.facts).toMatchObject({ given: 2, ...facts });
  expect(payments).toEqual([undefined]);
});

test('error: a service that names a provider paid elsewhere gets nothing, unless it is trusted', async () => {
  const provider = await serve();
  expect((await run(`${provider.origin}/three`, '--max-amount', '6')).code).toBe(0);
  const other = await serve({ balances: { 8: 1_000n } });
  const refused = await run(`${other.origin}/three`, '--max-amount', '6');
  expect(refused.code).toBe(1);
  expect(refused.err).toContain('error client/other-origin');
  expect(other.payments).toEqual([undefined]);
  await run(`${other.origin}/three`, '--max-amount', '6', '--trust-origin');
  expect(other.signed().length).toBeGreaterThan(0);
  // From now on both are known.
  expect((await run(`${provider.origin}/three`, '--max-amount', '6')).err).not.toContain('error client/other-origin');
});

test('error: another command pays at this moment', async () => {
  const { origin, payments } = await serve();
  await run(`${origin}/three`, '--max-amount', '6');
  const lock = await takeFileLock(join(folder, `${await countersFile()}.lock`));
  const { code, err } = await run(`${origin}/three`, '--max-amount', '6');
  if (lock.holder === 'this') await lock.release();
  expect({ code, payments: payments.length }).toEqual({ code: 1, payments: 3 });
  expect(err).toContain('error client/counters-locked');
});

test('error: a status of 400 or more, with the body all the same', async () => {
  const { origin } = await serve();
  const { code, err, text } = await run(`${origin}/broken`, '--max-amount', '6');
  expect({ code, text }).toEqual({ code: 1, text: 'nothing here' });
  expect(err).toContain('error cli/http-status');
  expect(err).toContain('status: 404');
  expect(err).toContain('The amount in the facts was signed for.');
});

test('behavior: before a person, what is told begins a line of its own; a pipe gets the bytes alone', async () => {
  const { origin } = await serve();
  const seen: string[] = [];
  const shown = (isTTY: boolean) =>
    runCli(['fetch', `${origin}/three`, '--max-amount', '6', '--state', folder], {
      stdout: { isTTY, write: (text) => void seen.push(text) },
      stderr: { write: () => undefined },
      env: { TALLYSTICK_PRIVATE_KEY: WALLET_KEY },
      now: () => NOW,
      pause: async () => {},
    });
  await shown(false);
  await loadCrypto();
  expect(seen.join('')).not.toMatch(/\n$/);
  await shown(true);
  await loadCrypto();
  expect(seen.at(-1)).toBe('\n');
});

test("error: the gateway's refusal by its code, when nothing is left", async () => {
  const { origin } = await serve({ balances: { 7: 1n } });
  const { code, err, text } = await run(`${origin}/three`, '--max-amount', '6');
  expect(code).toBe(1);
  expect(JSON.parse(text)).toMatchObject({ code: 'gateway/beyond-balance' });
  expect(err).toContain('code: gateway/beyond-balance');
  expect(err).toContain('`tallystick allowance open --top-up 7 --amount AMOUNT`');
});

test('error: an answer that is lost may have been paid for', async () => {
  const { origin } = await serve();
  const { code, err } = await run(`${origin}/lost`, '--max-amount', '6');
  expect(code).toBe(1);
  expect(err).toContain('error cli/http-unreachable');
  expect(err).toContain('amount: 6\n');
});

test('error: a closed port', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await new Promise((resolve) => server.close(resolve));
  const file = join(folder, 'body');
  const { code, err } = await run(`${origin}/three`, '--max-amount', '6', '-o', file);
  expect(code).toBe(1);
  expect(err).toContain(`error cli/http-unreachable: ${origin} did not answer`);
  expect(err).toContain('ECONNREFUSED');
  expect(await readdir(folder)).toEqual([]);
});

test('error: files that are not there are found out before anything is asked', async () => {
  const { origin, payments } = await serve();
  const missing = join(folder, 'nowhere', 'file');
  const wanted = await run(`${origin}/three`, '--max-amount', '6', '--data', `@${missing}`);
  expect([wanted.code, wanted.err]).toEqual([1, expect.stringContaining('error cli/file-unreadable')]);
  const kept = await run(`${origin}/three`, '--max-amount', '6', '-o', missing);
  expect([kept.code, kept.err]).toEqual([1, expect.stringContaining('error cli/file-unwritable')]);
  expect(payments).toEqual([]);
});

test.each([
  ['ftp://provider.example/'],
  ['http://user:word@127.0.0.1/'],
  ['http://127.0.0.1/', '-H', 'no header'],
  ['http://127.0.0.1/', '-X', 'CONNECT'],
  ['http://127.0.0.1/', '--max-amount', '1.5'],
])('error: wrong usage: %j %j %j', async (...argv) => {
  expect((await run(...argv)).code).toBe(2);
});
