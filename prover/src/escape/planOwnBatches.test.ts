import { expect, test } from 'vitest';
import type { AccountState } from '../account/AccountState.js';
import { ZERO_UNITS } from '../account/ZERO_UNITS.js';
import type { Receipt } from '../receipt/Receipt.js';
import { planOwnBatches } from './planOwnBatches.js';

const receipt = (serial: number, computeUnitSeconds: bigint): Receipt => ({
  domain: 1n,
  serial,
  units: { ...ZERO_UNITS, computeUnitSeconds },
  signature: { s: '0x', e: '0x' },
});
const state = (serial: number, settled: bigint, expiry = 100): [number, AccountState] => [
  serial,
  {
    serial,
    owner: { x: 1n, y: 2n },
    terms: { providerSerial: 2, prices: ZERO_UNITS, expiry, viewKey: 1n },
    balance: 1n,
    counters: { ...ZERO_UNITS, computeUnitSeconds: settled },
    nonce: 0,
    blinding: 0n,
  },
];

test('default: as many to a batch as there are slots', () => {
  const states = new Map([3, 4, 5, 6, 7].map((serial) => state(serial, 0n)));
  const receipts = [3, 4, 5, 6, 7].map((serial) => receipt(serial, 1n));
  const { batches, settled, lost } = planOwnBatches(receipts, { states, slots: 2, now: 99 });
  expect(batches.map((batch) => batch.map(({ serial }) => serial))).toEqual([[3, 4], [5, 6], [7]]);
  expect([settled, lost]).toEqual([[], []]);
});

test('behavior: the highest receipt of an allowance counts', () => {
  const states = new Map([state(3, 0n)]);
  const receipts = [receipt(3, 5n), receipt(3, 9n), receipt(3, 7n)];
  expect(planOwnBatches(receipts, { states, slots: 4, now: 1 }).batches).toEqual([[receipt(3, 9n)]]);
});

test('behavior: what is settled, has expired or is not open stays out', () => {
  const states = new Map([state(3, 5n), state(4, 0n, 50), state(6, 5n)]);
  const receipts = [receipt(3, 5n), receipt(4, 1n), receipt(5, 1n), receipt(6, 6n)];
  expect(planOwnBatches(receipts, { states, slots: 4, now: 50 })).toEqual({
    batches: [[receipt(6, 6n)]],
    settled: [3],
    lost: [4, 5],
  });
});
