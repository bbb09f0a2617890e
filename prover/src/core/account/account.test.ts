import { beforeAll, expect, test } from 'vitest';
import { FIELD_MODULUS } from '../field.js';
import { loadCrypto } from '../hash/crypto.js';
import { MAX_BALANCE, MAX_COUNTER, MAX_EXPIRY, MAX_NONCE, MAX_PRICE, MAX_SERIAL } from '../limits.js';
import { publicKeyOf } from '../signature.js';
import { ZERO_UNITS } from '../units.js';
import type { AccountState } from './account.js';
import { validateAccountState } from './account.js';

let state: AccountState;

beforeAll(async () => {
  await loadCrypto();
  const greatest = (max: bigint) => ({ computeUnitSeconds: max, storageGibHours: max, egressMib: max });
  state = {
    serial: MAX_SERIAL,
    owner: publicKeyOf(5n),
    terms: { providerSerial: MAX_SERIAL, prices: greatest(MAX_PRICE), expiry: MAX_EXPIRY, viewKey: FIELD_MODULUS - 1n },
    balance: MAX_BALANCE,
    counters: greatest(MAX_COUNTER),
    nonce: MAX_NONCE,
    blinding: FIELD_MODULUS - 1n,
  };
});

test('default: the greatest values fit', () => {
  expect(() => validateAccountState(state)).not.toThrow();
});

test.each([
  ['serial', (s: AccountState) => ({ ...s, serial: MAX_SERIAL + 1 })],
  ['serial', (s: AccountState) => ({ ...s, serial: 0 })],
  ['balance', (s: AccountState) => ({ ...s, balance: MAX_BALANCE + 1n })],
  ['balance', (s: AccountState) => ({ ...s, balance: -1n })],
  ['nonce', (s: AccountState) => ({ ...s, nonce: MAX_NONCE + 1 })],
  ['counters.egressMib', (s: AccountState) => ({ ...s, counters: { ...s.counters, egressMib: MAX_COUNTER + 1n } })],
  ['terms.expiry', (s: AccountState) => ({ ...s, terms: { ...s.terms, expiry: MAX_EXPIRY + 1 } })],
  ['terms.providerSerial', (s: AccountState) => ({ ...s, terms: { ...s.terms, providerSerial: -1 } })],
  [
    'terms.prices.storageGibHours',
    (s: AccountState) => ({
      ...s,
      terms: { ...s.terms, prices: { ...s.terms.prices, storageGibHours: MAX_PRICE + 1n } },
    }),
  ],
])('error: %s out of range', (field, change) => {
  expect(() => validateAccountState(change(state))).toThrow(
    expect.objectContaining({ code: 'account/out-of-range', facts: expect.objectContaining({ field }) }),
  );
});

test('error: fields that are no field elements, without their value', () => {
  const terms = { ...state.terms, viewKey: FIELD_MODULUS };
  expect(() => validateAccountState({ ...state, terms })).toThrow(
    expect.objectContaining({
      code: 'account/malformed',
      facts: { field: 'terms.viewKey', expected: 'a field element' },
    }),
  );
  expect(() => validateAccountState({ ...state, blinding: -1n })).toThrow(
    expect.objectContaining({ code: 'account/malformed' }),
  );
});

test('error: an owner off the curve', () => {
  expect(() => validateAccountState({ ...state, owner: { x: 1n, y: 1n } })).toThrow(
    expect.objectContaining({ code: 'account/owner-off-curve' }),
  );
});

test('error: an earning account with prices or an expiry', () => {
  for (const terms of [
    { ...state.terms, providerSerial: 0 },
    { ...state.terms, providerSerial: 0, prices: { ...ZERO_UNITS } },
    { ...state.terms, providerSerial: 0, expiry: 0 },
  ]) {
    expect(() => validateAccountState({ ...state, terms })).toThrow(
      expect.objectContaining({ code: 'account/earning-with-prices' }),
    );
  }
});
