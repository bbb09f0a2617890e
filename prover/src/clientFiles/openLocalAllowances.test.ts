import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { privateKeyToAccount } from 'viem/accounts';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { computeDomain } from '../core/domain.js';
import { loadCrypto, unloadCrypto } from '../core/hash/crypto.js';
import { deriveAccountKey, deriveAllowanceKey } from '../core/keys.js';
import { ZERO_UNITS } from '../core/units.js';
import type { AllowanceRecord } from './book/AllowanceRecord.js';
import { createAllowanceBook } from './book/createAllowanceBook.js';
import { openLocalAllowances } from './openLocalAllowances.js';

const NOW = 1_900_000_000;
const account = privateKeyToAccount('0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d');
const chainId = 31337;
const rollup = '0x5FbDB2315678afecb367f032d93F642f64180aa3';
const domain = computeDomain({ chainId, rollup });
const origin = 'https://provider.example';
const compute = (units: bigint) => ({ ...ZERO_UNITS, computeUnitSeconds: units });

let folder: string;
beforeAll(() => loadCrypto());
afterAll(() => unloadCrypto());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tallystick-local-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A record of the wallet's key with this index. */
async function recordOf(index: number, changes: Partial<AllowanceRecord> = {}): Promise<AllowanceRecord> {
  const { privateKey: root } = await deriveAccountKey(account);
  return {
    chainId,
    rollup,
    index,
    owner: deriveAllowanceKey({ root, index, domain }).publicKey,
    terms: { providerSerial: 2, prices: compute(10n), expiry: NOW + 60, viewKey: 5n },
    amount: 1_000n,
    status: 'open',
    serial: 10 + index,
    registered: true,
    ...changes,
  };
}

const write = (...records: AllowanceRecord[]) => createAllowanceBook(folder).update(() => records);
const open = (changes: Partial<Parameters<typeof openLocalAllowances>[0]> = {}) =>
  openLocalAllowances({ account, origin, providerSerial: 2, domain, chainId, folder, clock: () => NOW, ...changes });

test('default: the allowances for a provider with their keys, and nothing else of the records', async () => {
  const { terms } = await recordOf(0);
  await write(
    await recordOf(0),
    await recordOf(1, { status: 'refunded' }),
    await recordOf(2, { terms: { ...terms, providerSerial: 3 } }),
    await recordOf(3, { terms: { ...terms, expiry: NOW } }),
    await recordOf(4, { chainId: 1 }),
    await recordOf(5, { owner: { x: 1n, y: 2n } }),
    await recordOf(6, { terms: { ...terms, prices: compute(9n) } }),
    await recordOf(7, { status: 'opening' }),
  );
  const local = await open({ prices: compute(10n), origin: `${origin}/infer` });
  const { privateKey: root } = await deriveAccountKey(account);
  const { privateKey } = deriveAllowanceKey({ root, index: 0, domain });
  expect(local.allowances).toEqual([{ serial: 10, domain, chainId, terms, privateKey, origin }]);
  await local.close();
});

test('behavior: counters are kept, what an answer changed too', async () => {
  await write(await recordOf(0));
  const first = await open();
  await first.state.save(10, { signed: compute(3n), used: ZERO_UNITS });
  first.state.note?.(10, { signed: compute(3n), used: compute(3n), deferred: 40n });
  await first.close();
  const second = await open();
  expect(await second.state.load(10)).toEqual({ signed: compute(3n), used: compute(3n), deferred: 40n });
  await second.close();
});

test('behavior: the origin is noted before the first receipt leaves, and a record of before has none', async () => {
  await write(await recordOf(0), await recordOf(1));
  const book = createAllowanceBook(folder);
  const earlier = await readFile(book.path, 'utf8');
  expect(earlier).not.toContain('origins');
  const local = await open();
  expect(await readFile(book.path, 'utf8')).toBe(earlier);
  await local.state.save(10, { signed: compute(3n), used: ZERO_UNITS });
  expect((await book.list()).map(({ origins }) => origins)).toEqual([[origin], undefined]);
  await local.close();
});

test('error: another origin of a provider that was paid, unless it is trusted', async () => {
  await write(await recordOf(0, { origins: [origin] }), await recordOf(1));
  const other = 'https://elsewhere.example';
  await expect(open({ origin: other })).rejects.toMatchObject({
    code: 'client/other-origin',
    facts: { given: other, expected: [origin] },
  });
  const trusted = await open({ origin: other, trustOrigin: true });
  await trusted.state.save(10, { signed: compute(3n), used: ZERO_UNITS });
  await trusted.close();
  await (await open({ origin: other })).close();
});

test('error: a second client at the same counters, until the first is closed', async () => {
  await write(await recordOf(0));
  const first = await open();
  await expect(open()).rejects.toMatchObject({ code: 'client/counters-locked', facts: { process: process.pid } });
  await first.close();
  await (await open()).close();
  expect((await readdir(folder)).filter((name) => name.includes('lock'))).toEqual([]);
});

test('error: no record will do: why, and the command that opens one', async () => {
  const { terms } = await recordOf(0);
  await write(
    await recordOf(1, { terms: { ...terms, expiry: NOW } }),
    await recordOf(2, { terms: { ...terms, prices: compute(9n) } }),
    await recordOf(3, { owner: { x: 1n, y: 2n } }),
  );
  await expect(open({ prices: compute(10n) })).rejects.toMatchObject({
    code: 'client/no-allowance',
    facts: { given: 2, folder, expired: [11], atLowerPrices: [12], ofOtherWallets: [13] },
    remedy: 'Open one: tallystick allowance open --provider 2 --compute-price 10 --expiry +30d --amount AMOUNT',
  });
});

test('error: the service is of another deployment than the records: that is told, before one is opened in vain', async () => {
  const elsewhere = await recordOf(1, { rollup: `0x${'12'.repeat(20)}` });
  await write(elsewhere);
  await expect(open({ prices: compute(10n) })).rejects.toMatchObject({
    code: 'client/no-allowance',
    facts: { ofOtherDeployments: [11] },
    remedy: expect.stringMatching(/^The service asks in another deployment .*Open one: tallystick allowance open/),
  });
  // Where it is another thing that is wrong with those of this deployment, nothing distracts from that.
  const { terms } = elsewhere;
  await write(elsewhere, await recordOf(2, { terms: { ...terms, expiry: NOW } }));
  await expect(open({ prices: compute(10n) })).rejects.toMatchObject({
    facts: { expired: [12], ofOtherDeployments: [11] },
    remedy: expect.stringMatching(/^Open one:/),
  });
});

test('error: origins of another form', async () => {
  await write(await recordOf(0, { origins: [origin] }));
  const { path } = createAllowanceBook(folder);
  await writeFile(path, (await readFile(path, 'utf8')).replace(`"${origin}"`, '5'));
  await expect(open()).rejects.toMatchObject({ code: 'cli/book-corrupt', facts: { field: 'origins' } });
});
