import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { fieldToHex } from '../../core/field.js';
import type { Receipt } from '../../core/receipt/receipt.js';
import { ZERO_UNITS } from '../../core/units.js';
import { commitLmdb } from '../../files/openLmdb.js';
import type { AllowanceUse } from './allowanceUse.js';
import { decodeAllowanceUse, encodeAllowanceUse } from './allowanceUse.js';
import { createLmdbReceiptStore } from './createLmdbReceiptStore.js';
import { createMemoryReceiptStore } from './createMemoryReceiptStore.js';
import type { ReceiptStore } from './ReceiptStore.js';

// As they are, but counted.
vi.mock('../../files/openLmdb.js', { spy: true });
vi.mock('./allowanceUse.js', { spy: true });

const units = (compute: bigint, egress = 0n) => ({
  computeUnitSeconds: compute,
  storageGibHours: 0n,
  egressMib: egress,
});
const receipt = (serial: number, compute: bigint, egress = 0n): Receipt => ({
  domain: 11n,
  serial,
  units: units(compute, egress),
  signature: { s: fieldToHex(compute + 1n), e: fieldToHex(BigInt(serial)) },
});

let folder: string;
let count = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tallystick-receipts-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));
const freshPath = (): string => join(folder, `store-${count++}`);

describe.each([
  ['memory', () => createMemoryReceiptStore()],
  ['lmdb', () => createLmdbReceiptStore({ path: freshPath() })],
])('%s', (_name, create: () => ReceiptStore) => {
  const using = async (work: (store: ReceiptStore) => Promise<void>): Promise<void> => {
    const store = create();
    try {
      await work(store);
    } finally {
      await store.close();
    }
  };

  test('default', () =>
    using(async (store) => {
      expect(await store.getLatest(7)).toBeUndefined();
      const kept = await store.put(receipt(7, 5n));
      expect(kept).toEqual({ serial: 7, used: ZERO_UNITS, receipt: receipt(7, 5n) });
      expect(await store.getLatest(7)).toEqual(receipt(7, 5n));
      expect(await store.get(7)).toEqual(kept);
    }));

  test('behavior: an earlier receipt does not take the place of a later one', () =>
    using(async (store) => {
      await store.put(receipt(7, 5n));
      expect((await store.put(receipt(7, 4n))).receipt).toEqual(receipt(7, 5n));
      expect(await store.getLatest(7)).toEqual(receipt(7, 5n));
    }));

  test('behavior: concurrent puts in any order end with the latest', () =>
    fc.assert(
      fc.asyncProperty(fc.shuffledSubarray([...Array(12).keys()], { minLength: 1 }), (order) =>
        using(async (store) => {
          await Promise.all(order.map((value) => store.put(receipt(3, BigInt(value)))));
          expect((await store.getLatest(3))?.units.computeUnitSeconds).toBe(BigInt(Math.max(...order)));
        }),
      ),
      { seed: 1, numRuns: 20 },
    ));

  test('behavior: concurrent charges add up, from the counters given at first', () =>
    using(async (store) => {
      const from = units(100n);
      await Promise.all(Array.from({ length: 50 }, () => store.charge({ serial: 9, units: units(2n), from })));
      expect(await store.get(9)).toEqual({ serial: 9, used: units(200n), receipt: undefined });
      const after = await store.charge({ serial: 9, units: units(1n, 3n), from, receipt: receipt(9, 300n, 5n) });
      expect(after).toEqual({ serial: 9, used: units(201n, 3n), receipt: receipt(9, 300n, 5n) });
    }));

  test('behavior: lists every record by serial', () =>
    using(async (store) => {
      for (const serial of [300, 2, 70_000, 1]) await store.put(receipt(serial, 1n));
      const serials: number[] = [];
      for await (const record of store.list()) serials.push(record.serial);
      expect(serials).toEqual([1, 2, 300, 70_000]);
    }));

  test('error: a receipt that is neither later nor earlier, and the others of its group go through', () =>
    using(async (store) => {
      await store.put(receipt(7, 5n, 5n));
      const [bad, good, other] = await Promise.allSettled([
        store.put(receipt(7, 6n, 4n)),
        store.put(receipt(7, 6n, 5n)),
        store.put(receipt(8, 1n)),
      ]);
      expect(bad).toMatchObject({ status: 'rejected', reason: { code: 'receipt-store/conflict' } });
      expect([good.status, other.status]).toEqual(['fulfilled', 'fulfilled']);
      expect(await store.getLatest(7)).toEqual(receipt(7, 6n, 5n));
    }));

  test('error: another domain, and a counter beyond 44 bits, change nothing', () =>
    using(async (store) => {
      const before = await store.put(receipt(7, 5n));
      await expect(store.put({ ...receipt(7, 6n), domain: 12n })).rejects.toMatchObject({
        code: 'receipt/wrong-domain',
      });
      const tooMuch = { serial: 7, units: units(2n ** 44n), from: ZERO_UNITS };
      await expect(store.charge(tooMuch)).rejects.toMatchObject({ code: 'gateway/counter-exhausted' });
      expect(await store.get(7)).toEqual(before);
    }));

  test('error: closed', async () => {
    const store = create();
    await store.close();
    await expect(store.put(receipt(1, 1n))).rejects.toMatchObject({ code: 'receipt-store/closed' });
    await expect(store.get(1)).rejects.toMatchObject({ code: 'receipt-store/closed' });
  });
});

describe('lmdb file', () => {
  test('behavior: keeps records over a restart', async () => {
    const path = freshPath();
    const first = createLmdbReceiptStore({ path });
    await first.charge({ serial: 4, units: units(3n), from: units(1n), receipt: receipt(4, 9n) });
    await first.close();
    const second = createLmdbReceiptStore({ path });
    expect(await second.get(4)).toEqual({ serial: 4, used: units(4n), receipt: receipt(4, 9n) });
    await second.close();
  });

  test('behavior: what another process wrote in between is kept, and the change applied to it', async () => {
    const path = freshPath();
    const ours = createLmdbReceiptStore({ path });
    await ours.put(receipt(4, 1n));
    const writer = runWriter(path, 20);
    let theirs = 0;
    let mine = 0n;
    writer.onAcknowledged(() => theirs++);
    for (; theirs < 20; mine++) await ours.charge({ serial: 4, units: units(1n), from: ZERO_UNITS });
    await writer.exited;
    expect((await ours.get(4))?.used).toEqual(units(mine + 20n));
    expect((await ours.getLatest(4))?.units.computeUnitSeconds).toBe(20n);
    await ours.close();
  });

  test('behavior: charges at once are flushed in one commit, and what comes meanwhile in the next', async () => {
    const commits = vi.mocked(commitLmdb).mockClear();
    const store = createLmdbReceiptStore({ path: freshPath() });
    const charge = (serial: number) => store.charge({ serial, units: units(1n), from: ZERO_UNITS });
    const first = Array.from({ length: 50 }, (_, i) => charge(i + 1));
    await vi.waitUntil(() => commits.mock.calls.length > 0);
    const second = Array.from({ length: 50 }, (_, i) => charge((i % 5) + 1));
    await Promise.all([...first, ...second]);
    expect(commits).toHaveBeenCalledTimes(2);
    expect((await store.get(5))?.used).toEqual(units(11n));
    await store.close();
  });

  test('behavior: a record is read once, and anew when another process has written it', async () => {
    const path = freshPath();
    const [ours, theirs] = [createLmdbReceiptStore({ path }), createLmdbReceiptStore({ path })];
    const charge = (store: ReceiptStore) => store.charge({ serial: 4, units: units(1n), from: ZERO_UNITS });
    const decode = vi.mocked(decodeAllowanceUse).mockClear();
    for (let i = 0; i < 5; i++) await charge(ours);
    expect(decode).not.toHaveBeenCalled();
    await charge(theirs);
    expect(decode).toHaveBeenCalledTimes(1);
    expect((await charge(ours)).used).toEqual(units(7n));
    expect(decode).toHaveBeenCalledTimes(2);
    await Promise.all([ours.close(), theirs.close()]);
  });

  test('behavior: a charge is refused by what is stored, not by what this process wrote before', async () => {
    const path = freshPath();
    const [ours, theirs] = [createLmdbReceiptStore({ path }), createLmdbReceiptStore({ path })];
    const within = { price: units(1n), beyond: ZERO_UNITS };
    const charge = () => ours.charge({ serial: 4, units: units(1n), from: ZERO_UNITS, within });
    await ours.put(receipt(4, 1n));
    await charge();
    await expect(charge()).rejects.toMatchObject({ code: 'receipt-store/not-covered' });
    await theirs.put(receipt(4, 2n));
    expect((await charge()).used).toEqual(units(2n));
    await theirs.put(receipt(4, 4n));
    const [third, fourth, fifth] = await Promise.allSettled([charge(), charge(), charge()]);
    expect([third.status, fourth.status, fifth.status]).toEqual(['fulfilled', 'fulfilled', 'rejected']);
    await Promise.all([ours.close(), theirs.close()]);
  });

  test('behavior: everything acknowledged is there after the process is killed', async () => {
    const path = freshPath();
    const writer = runWriter(path, Number.POSITIVE_INFINITY);
    let acknowledged = 0;
    await new Promise<void>((resolve) => {
      writer.onAcknowledged((value) => {
        acknowledged = value;
        if (value >= 150) resolve();
      });
    });
    writer.kill();
    await writer.exited;
    const store = createLmdbReceiptStore({ path });
    const record = await store.get(4);
    expect(Number(record?.receipt?.units.computeUnitSeconds)).toBeGreaterThanOrEqual(acknowledged);
    expect(Number(record?.used.computeUnitSeconds)).toBeGreaterThanOrEqual(acknowledged);
    await store.close();
  });

  test('error: a record of another version', () => {
    const record: AllowanceUse = { serial: 4, used: units(4n), receipt: receipt(4, 9n) };
    const bytes = encodeAllowanceUse(record);
    expect(decodeAllowanceUse(bytes)).toEqual(record);
    expect(() => decodeAllowanceUse(bytes.subarray(1))).toThrow(
      expect.objectContaining({ code: 'receipt-store/unreadable' }),
    );
    bytes[0] = 9;
    expect(() => decodeAllowanceUse(bytes)).toThrow(expect.objectContaining({ code: 'receipt-store/unreadable' }));
  });
});

/** A process of its own that charges serial 4 with rising receipts, and prints each once it is acknowledged. */
function runWriter(path: string, times: number) {
  const source = fileURLToPath(new URL('createLmdbReceiptStore.ts', import.meta.url));
  const code = `
    import { runnerImport } from 'vite';
    const { module } = await runnerImport(${JSON.stringify(source)}, { configFile: false, logLevel: 'error' });
    const store = module.createLmdbReceiptStore({ path: ${JSON.stringify(path)} });
    const hex = '0x' + '1'.repeat(64);
    for (let i = 1; i <= ${times}; i++) {
      const units = { computeUnitSeconds: BigInt(i), storageGibHours: 0n, egressMib: 0n };
      const one = { computeUnitSeconds: 1n, storageGibHours: 0n, egressMib: 0n };
      const receipt = { domain: 11n, serial: 4, units, signature: { s: hex, e: hex } };
      await store.charge({ serial: 4, units: one, from: { ...one, computeUnitSeconds: 0n }, receipt });
      console.log(i);
    }
    await store.close();
    process.exit(0);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
    cwd: fileURLToPath(new URL('.', import.meta.url)),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface(child.stdout);
  return {
    onAcknowledged: (listener: (value: number) => void) => lines.on('line', (line) => listener(Number(line))),
    kill: () => child.kill('SIGKILL'),
    exited: once(child, 'close'),
  };
}
