import { beforeAll, expect, test } from 'vitest';
import type { AccountState } from '../core/account/account.js';
import { accountError } from '../core/account/accountErrors.js';
import type { Terms } from '../core/account/terms.js';
import { loadCrypto } from '../core/hash/crypto.js';
import type { Receipt } from '../core/receipt/receipt.js';
import { signReceipt } from '../core/receipt/receipt.js';
import { publicKeyOf } from '../core/signature.js';
import { ZERO_UNITS } from '../core/units.js';
import { escapeError } from './escapeErrors.js';
import { type PlanOwnBatchesParameters, planOwnBatches } from './planOwnBatches.js';

const DOMAIN = 1n;
const CONSUMER = 333n;
const PRICES = { ...ZERO_UNITS, computeUnitSeconds: 3n };

beforeAll(() => loadCrypto());

const receipt = (serial: number, computeUnitSeconds: bigint, by: { privateKey?: bigint; domain?: bigint } = {}) =>
  signReceipt({
    domain: DOMAIN,
    serial,
    units: { ...ZERO_UNITS, computeUnitSeconds },
    privateKey: CONSUMER,
    ...by,
  });
const state = (serial: number, settled: bigint, terms: Partial<Terms> = {}): [number, AccountState] => [
  serial,
  {
    serial,
    owner: publicKeyOf(CONSUMER),
    terms: { providerSerial: 2, prices: PRICES, expiry: 100, viewKey: 1n, ...terms },
    balance: 30n,
    counters: { ...ZERO_UNITS, computeUnitSeconds: settled },
    nonce: 0,
    blinding: 0n,
  },
];
const plan = (
  receipts: Receipt[],
  states: [number, AccountState][],
  change: Partial<PlanOwnBatchesParameters> & { slots?: number } = {},
) => {
  const { slots: settles = 4, ...rest } = change;
  const shape = { settles, activeDepth: 10 };
  const { batches, settled, lost } = planOwnBatches(receipts, {
    states: new Map(states),
    shape,
    domain: DOMAIN,
    providerSerial: 2,
    now: 50,
    ...rest,
  });
  return { batches, settled, lost: lost.map(({ serial, error }) => [serial, error.code]) };
};

test('default: as many to a batch as there are slots', () => {
  const serials = [3, 4, 5, 6, 7];
  const { batches, settled, lost } = plan(
    serials.map((serial) => receipt(serial, 1n)),
    serials.map((serial) => state(serial, 0n)),
    { slots: 2 },
  );
  expect(batches.map((batch) => batch.map(({ serial }) => serial))).toEqual([[3, 4], [5, 6], [7]]);
  expect([settled, lost]).toEqual([[], []]);
});

test('behavior: the highest receipt of an allowance counts', () => {
  const receipts = [receipt(3, 5n), receipt(3, 9n), receipt(3, 7n)];
  expect(plan(receipts, [state(3, 0n)])).toEqual({ batches: [[receipts[1]]], settled: [], lost: [] });
});

test('behavior: a higher receipt that can not be settled does not keep a lower one from it, and is told', () => {
  const receipts = [receipt(3, 5n), receipt(3, 9n, { privateKey: 7n }), receipt(3, 11n)];
  expect(plan(receipts, [state(3, 0n)])).toEqual({
    batches: [[receipts[0]]],
    settled: [],
    lost: [[3, 'batch/beyond-balance']],
  });
});

test('behavior: each receipt that can not be settled stays out by itself, with its reason', () => {
  const unrecoverable = new Map([
    [5, accountError('account/not-recoverable')],
    [6, escapeError('escape/unknown-terms')],
  ]);
  const receipts = [
    receipt(3, 5n),
    receipt(4, 1n),
    ...[5, 6, 7].map((serial) => receipt(serial, 1n)),
    receipt(8, 1n, { privateKey: 7n }),
    receipt(9, 11n),
    receipt(10, 1n),
    receipt(11, 1n, { domain: 9n }),
    receipt(4 ** 10, 1n),
    receipt(12, 6n),
  ];
  const states = [
    state(3, 5n),
    state(4, 0n, { expiry: 50 }),
    state(8, 0n),
    state(9, 0n),
    state(10, 0n, { providerSerial: 99 }),
    state(11, 0n),
    state(4 ** 10, 0n),
    state(12, 5n),
  ];
  expect(plan(receipts, states, { unrecoverable })).toEqual({
    batches: [[receipts.at(-1)]],
    settled: [3],
    lost: [
      [4, 'batch/expired'],
      [5, 'account/not-recoverable'],
      [6, 'escape/unknown-terms'],
      [7, 'escape/not-in-tree'],
      [8, 'batch/bad-signature'],
      [9, 'batch/beyond-balance'],
      [10, 'gateway/wrong-provider'],
      [11, 'batch/wrong-domain'],
      [4 ** 10, 'batch/serial-beyond-depth'],
    ],
  });
});

test('behavior: a receipt with one counter above and one below what is settled is not settleable', () => {
  const [serial, known] = state(3, 5n);
  const mixed: [number, AccountState] = [serial, { ...known, counters: { ...known.counters, egressMib: 1n } }];
  expect(plan([receipt(3, 6n)], [mixed]).lost).toEqual([[3, 'batch/lower-than-settled']]);
});

test('behavior: what is settled is not lost when its allowance expires', () => {
  const { settled, lost } = plan([receipt(3, 5n)], [state(3, 5n)], { now: 100 });
  expect([settled, lost]).toEqual([[3], []]);
});

test('behavior: a check of signatures that is given is asked instead, and only for what is otherwise fine', () => {
  const asked: number[] = [];
  const isSigned = ({ serial }: Receipt) => asked.push(serial) > 1;
  const receipts = [receipt(3, 1n), receipt(4, 11n), receipt(5, 1n)];
  const states = [state(3, 0n), state(4, 0n), state(5, 0n)];
  expect(plan(receipts, states, { isSigned }).batches).toEqual([[receipts[2]]]);
  expect(asked).toEqual([3, 5]);
});
