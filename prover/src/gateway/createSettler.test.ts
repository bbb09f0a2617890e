import { expect, test } from 'vitest';
import { ZERO_UNITS } from '../account/ZERO_UNITS.js';
import { TallystickError } from '../errors/TallystickError.js';
import { fieldToHex } from '../field/fieldToHex.js';
import type { Receipt } from '../receipt/Receipt.js';
import { createMemoryReceiptStore } from '../receiptStore/createMemoryReceiptStore.js';
import { createSettler } from './createSettler.js';

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
        if (given.serial === fails) throw new TallystickError('receipt/lower-than-settled');
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
