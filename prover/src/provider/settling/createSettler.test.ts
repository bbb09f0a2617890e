import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { fieldToHex } from '../../core/field.js';
import type { Receipt } from '../../core/receipt/receipt.js';
import { receiptError } from '../../core/receipt/receiptErrors.js';
import { ZERO_UNITS } from '../../core/units.js';
import { apiError } from '../../sequencerClient/apiErrors.js';
import type { SequencerClient } from '../../sequencerClient/SequencerClient.js';
import { sequencerClientError } from '../../sequencerClient/sequencerClientErrors.js';
import { createFileAllowanceArchive } from '../allowances/createFileAllowanceArchive.js';
import { createSequencerAllowanceSource } from '../allowances/createSequencerAllowanceSource.js';
import { createLmdbReceiptStore } from '../receiptStore/createLmdbReceiptStore.js';
import { createMemoryReceiptStore } from '../receiptStore/createMemoryReceiptStore.js';
import { createSettler, type SettlerOptions } from './createSettler.js';

const provider = { serial: 2, viewKey: 5n };

const receipt = (serial: number, compute: bigint): Receipt => ({
  domain: 1n,
  serial,
  units: { ...ZERO_UNITS, computeUnitSeconds: compute },
  signature: { s: fieldToHex(1n), e: fieldToHex(2n) },
});

test('default', async () => {
  const store = createMemoryReceiptStore();
  for (const entry of [receipt(7, 3n), receipt(8, 4n), receipt(9, 0n)]) await store.put(entry);
  await store.charge({ serial: 10, units: receipt(10, 1n).units, from: ZERO_UNITS });
  const submitted: Receipt[] = [];
  let fails = 8;
  const settler = createSettler({
    store,
    provider,
    sequencer: {
      submitSettlement: async (given, options) => {
        expect(options).toEqual({ provider });
        submitted.push(given);
        if (given.serial === fails) throw receiptError('receipt/lower-than-settled');
        return { status: given.serial === 7 ? 'final' : 'pending' };
      },
    },
  });
  expect(await settler.settle()).toMatchObject([
    { serial: 7, status: 'submitted', answer: { status: 'final' } },
    { serial: 8, status: 'failed', error: { code: 'receipt/lower-than-settled' } },
    { serial: 9, status: 'unchanged' },
  ]);
  fails = 0;
  await store.put(receipt(9, 1n));
  expect((await settler.settle()).map(({ serial, status }) => [serial, status])).toEqual([
    [7, 'unchanged'],
    [8, 'submitted'],
    [9, 'submitted'],
  ]);
  expect(submitted.map(({ serial }) => serial)).toEqual([7, 8, 8, 9]);
});

test('behavior: what a batch refused after it was taken in is submitted again', async () => {
  const store = createMemoryReceiptStore();
  await store.put(receipt(7, 3n));
  const answers = ['pending', 'rejected', 'pending', 'final'];
  const settler = createSettler({
    store,
    provider,
    sequencer: { submitSettlement: async () => ({ status: answers.shift() }) },
  });
  for (let i = 0; i < 4; i++) expect(await settler.settle()).toMatchObject([{ serial: 7, status: 'submitted' }]);
  expect(await settler.settle()).toMatchObject([{ serial: 7, status: 'unchanged' }]);
});

test('behavior: what an older gateway kept too far ahead is told and not handed in', async () => {
  const store = createMemoryReceiptStore();
  const { units } = receipt(7, 5n);
  await store.charge({ serial: 7, units, from: ZERO_UNITS, receipt: receipt(7, 15n) });
  await store.charge({ serial: 8, units, from: ZERO_UNITS, receipt: receipt(8, 16n) });
  const submitted: number[] = [];
  const sequencer = {
    submitSettlement: async ({ serial }: Receipt) => {
      submitted.push(serial);
      return { status: 'pending' };
    },
  };
  const settler = createSettler({ store, provider, sequencer, maxPrepaidUnits: 10n });
  expect(await settler.settle()).toMatchObject([
    { serial: 7, status: 'submitted' },
    {
      serial: 8,
      status: 'failed',
      error: {
        code: 'gateway/too-far-ahead',
        facts: { field: 'units.computeUnitSeconds', serial: 8, given: 16n, expected: 'at most 15' },
        remedy: expect.stringContaining('--max-prepaid-units'),
      },
    },
  ]);
  expect(submitted).toEqual([7]);
  // Once more is charged, it is within what the provider allows.
  await store.charge({ serial: 8, units: receipt(8, 1n).units, from: ZERO_UNITS });
  expect((await settler.settle())[1]).toMatchObject({ serial: 8, status: 'submitted' });
});

test('error: a limit that is none', () => {
  const sequencer = { submitSettlement: async () => ({}) };
  for (const maxPrepaidUnits of [0n, 2n ** 44n]) {
    expect(() => createSettler({ store: createMemoryReceiptStore(), provider, sequencer, maxPrepaidUnits })).toThrow(
      expect.objectContaining({
        code: 'gateway/bad-configuration',
        facts: expect.objectContaining({ given: maxPrepaidUnits }),
      }),
    );
  }
});

test('behavior: what expires first is handed in first, and what may be lost by its expiry is told', async () => {
  const now = 1_900_000_000;
  const store = createMemoryReceiptStore();
  const expiries = new Map([
    [7, now + 86_400],
    [8, now + 7200],
    [9, now + 7201],
    [10, now + 60],
    [11, now - 1],
  ]);
  for (const serial of [6, ...expiries.keys()]) await store.put(receipt(serial, 3n));
  const submitted: number[] = [];
  const told: unknown[] = [];
  let rejected = true;
  const settler = createSettler({
    store,
    provider,
    concurrency: 1,
    clock: () => now,
    allowances: {
      async get({ serial }) {
        const expiry = expiries.get(serial);
        if (expiry === undefined) throw new Error('nobody answers');
        const owner = { x: 1n, y: 2n };
        const terms = { providerSerial: 2, prices: ZERO_UNITS, expiry };
        return { serial, owner, terms, balance: 0n, settled: ZERO_UNITS };
      },
    },
    sequencer: {
      async submitSettlement({ serial }) {
        submitted.push(serial);
        if (serial === 11 && rejected) throw receiptError('receipt/lower-than-settled');
        return { status: serial === 10 ? 'final' : 'pending' };
      },
    },
    onExpiring: ({ serial, expiry, result }) => told.push([serial, expiry, result.status]),
  });
  await settler.settle();
  expect(submitted).toEqual([11, 10, 8, 9, 7, 6]);
  expect(told).toEqual([
    [11, now - 1, 'failed'],
    [8, now + 7200, 'submitted'],
  ]);
  // What is final is nobody's loss.
  told.length = 0;
  rejected = false;
  expiries.delete(8);
  await settler.settle();
  expect(told).toEqual([[11, now - 1, 'submitted']]);
});

test('behavior: what the sequencer says has expired is told once, and handed in no more; its answers tell of expiries too', async () => {
  let now = 1_900_000_000;
  const expiry = now + 100;
  const store = createMemoryReceiptStore();
  for (const serial of [7, 8, 9]) await store.put(receipt(serial, 3n));
  const submitted: number[] = [];
  const told: unknown[] = [];
  const waitsFor = { reason: 'fee-cap', lowestFeePerGasWei: '31', highestFeePerGasWei: '30' };
  const settler = createSettler({
    store,
    provider,
    clock: () => now,
    sequencer: {
      async submitSettlement({ serial }) {
        submitted.push(serial);
        // Its clock is fast at first.
        if (serial === 7) return { status: 'expired', expiry, waitsFor: null };
        if (serial === 8 && now >= expiry) throw apiError('sequencer/allowance-expired');
        return { status: 'pending', expiry: serial === 9 ? expiry + 7200 : expiry, waitsFor };
      },
    },
    onExpiring: (expiring) => told.push([expiring.serial, expiring.expiry, expiring.result.status]),
  });
  expect(await settler.settle()).toMatchObject([
    { serial: 7, status: 'expired', answer: { expiry } },
    { serial: 8, status: 'submitted', answer: { waitsFor } },
    { serial: 9, status: 'submitted' },
  ]);
  expect(told.splice(0)).toEqual([
    [7, expiry, 'expired'],
    [8, expiry, 'submitted'],
  ]);
  now = expiry;
  await settler.settle();
  expect(told.splice(0)).toEqual([
    [7, expiry, 'expired'],
    [8, expiry, 'failed'],
    [9, expiry + 7200, 'submitted'],
  ]);
  expect(submitted.splice(0)).toEqual([7, 8, 9, 7, 8, 9]);
  expect(await settler.settle()).toMatchObject([
    { serial: 7, status: 'expired' },
    { serial: 8, status: 'failed', error: { code: 'sequencer/allowance-expired' } },
    { serial: 9, status: 'submitted' },
  ]);
  expect(told).toEqual([[9, expiry + 7200, 'submitted']]);
  expect(submitted).toEqual([9]);
  // A later receipt is another matter.
  await store.put(receipt(7, 4n));
  await settler.settle();
  expect(submitted).toEqual([9, 7, 9]);
});

describe('after a restart', () => {
  const now = 1_900_000_000;
  const terms = (serial: number, expiry: number) => {
    return { providerSerial: 2, prices: ZERO_UNITS, expiry, viewKey: BigInt(serial) };
  };
  /** The folder of a provider that has served allowances, each with its expiry, and was stopped before anything was settled. */
  async function serve(expiries: ReadonlyMap<number, number>): Promise<{ receipts: string; archived: string }> {
    const folder = await mkdtemp(join(tmpdir(), 'tallystick-settler-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const [receipts, archived] = [join(folder, 'receipts'), join(folder, 'terms')];
    const store = createLmdbReceiptStore({ path: receipts });
    const sequencer = {
      async getAccount({ serial }: { serial: number }) {
        const { viewKey: _, ...shown } = terms(serial, expiries.get(serial) ?? 0);
        const known = { serial, owner: { x: 1n, y: 2n }, balance: 100n, counters: ZERO_UNITS, nonce: 0 };
        return { ...known, terms: shown, status: 'open' };
      },
    } as unknown as SequencerClient;
    const archive = createFileAllowanceArchive({ path: archived });
    const source = createSequencerAllowanceSource({ sequencer, archive });
    for (const serial of expiries.keys()) {
      await source.get({ serial, viewKey: BigInt(serial) });
      await store.put(receipt(serial, 3n));
    }
    await store.close();
    return { receipts, archived };
  }

  /** The provider started anew, of whose consumers none has come back. */
  function restart(
    { receipts, archived }: { receipts: string; archived: string },
    sequencer: SettlerOptions['sequencer'],
  ) {
    const store = createLmdbReceiptStore({ path: receipts });
    onTestFinished(() => store.close());
    const told: unknown[] = [];
    const lines: unknown[] = [];
    const log = (fields: object, message?: string) => void lines.push([message, fields]);
    let reads = 0;
    const files = createFileAllowanceArchive({ path: archived });
    const archive = {
      list() {
        reads += 1;
        return files.list();
      },
    };
    const client = { getAccount: () => Promise.reject(new Error('nobody answers')) } as unknown as SequencerClient;
    const settler = createSettler({
      ...{ store, sequencer, provider, archive, clock: () => now, concurrency: 1 },
      allowances: createSequencerAllowanceSource({ sequencer: client }),
      onExpiring: ({ serial, expiry, result }) => told.push([serial, expiry, result.status]),
      log: { info: log, warn: log },
    });
    return { settler, store, told, lines, reads: () => reads };
  }

  test('behavior: what expires of those who have not come back is told from the archive, and handed in first', async () => {
    const folders = await serve(
      new Map([
        [7, now + 86_400],
        [8, now + 7200],
        [9, now - 1],
        [10, now + 60],
      ]),
    );
    const submitted: number[] = [];
    const { settler, store, told, reads } = restart(folders, {
      async submitSettlement({ serial }) {
        submitted.push(serial);
        if (serial === 10) return { status: 'final' };
        throw sequencerClientError('sequencer-client/unreachable');
      },
    });
    await settler.settle();
    expect(submitted).toEqual([9, 10, 8, 7]);
    expect(told.splice(0)).toEqual([
      [9, now - 1, 'failed'],
      [8, now + 7200, 'failed'],
    ]);
    await settler.settle();
    expect(told.splice(0)).toEqual([
      [9, now - 1, 'failed'],
      [8, now + 7200, 'failed'],
    ]);
    expect(reads()).toBe(1);
    // Another process has served one meanwhile, and kept its terms; of yet another nobody has any.
    await createFileAllowanceArchive({ path: folders.archived }).put({ serial: 11, terms: terms(11, now + 1) });
    for (const serial of [11, 12]) await store.put(receipt(serial, 3n));
    await settler.settle();
    expect(told.map((each) => (each as unknown[])[0])).toEqual([9, 11, 8]);
    await settler.settle();
    expect(reads()).toBe(2);
  });

  test('behavior: an archive that cannot be read is said once and tried again; the sequencer tells the expiries meanwhile', async () => {
    const folders = await serve(new Map([[7, now + 60]]));
    const file = join(folders.archived, '7.json');
    const kept = await readFile(file, 'utf8');
    await writeFile(file, '{');
    let expiry: number | undefined;
    const { settler, store, told, lines } = restart(folders, {
      submitSettlement: async () => ({ status: 'pending', ...(expiry === undefined ? {} : { expiry }) }),
    });
    for (let i = 0; i < 2; i++) await settler.settle();
    expect(told).toEqual([]);
    expect(lines).toEqual([
      [
        'the archive of terms cannot be read: not every expiry is known',
        expect.objectContaining({ name: 'escape/bad-terms-file', facts: expect.objectContaining({ file }) }),
      ],
    ]);
    expiry = now + 61;
    await settler.settle();
    expect(told.splice(0)).toEqual([[7, now + 61, 'submitted']]);
    // What the sequencer has said counts, though the archive says something else once it can be read.
    expiry = undefined;
    await writeFile(file, kept);
    await store.put(receipt(8, 3n));
    await settler.settle();
    expect(lines.splice(0).slice(1)).toEqual([['the archive of terms can be read again', {}]]);
    told.length = 0;
    await settler.settle();
    expect(told).toEqual([[7, now + 61, 'submitted']]);
    const again = restart(folders, { submitSettlement: async () => ({ status: 'pending' }) });
    await again.settler.settle();
    expect(again.told).toEqual([[7, now + 60, 'submitted']]);
  });
});

test('error: a margin that is none', () => {
  const sequencer = { submitSettlement: async () => ({}) };
  expect(() =>
    createSettler({ store: createMemoryReceiptStore(), provider, sequencer, settleMarginSeconds: -1 }),
  ).toThrow(expect.objectContaining({ code: 'gateway/bad-configuration' }));
});
