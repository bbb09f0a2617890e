import { expect, test } from 'vitest';
import { ZERO_UNITS } from '../../../core/units.js';
import { topUpTerms } from './topUpTerms.js';

const recorded = {
  providerSerial: 2,
  prices: { computeUnitSeconds: 500n, storageGibHours: 0n, egressMib: 3n },
  expiry: 2000,
  viewKey: 9n,
};
const options = { computePrice: 0n, storagePrice: 0n, egressPrice: 0n, amount: 700n };

test('default: provider, prices and end are those of the record', () => {
  const { providerSerial, prices, expiry } = recorded;
  expect(topUpTerms(options, { recorded, now: 1000 })).toEqual({ providerSerial, prices, expiry });
});

test('behavior: another end, also of one that has expired', () => {
  const expiry = { secondsFromNow: 60 };
  expect(topUpTerms({ ...options, expiry }, { recorded, now: 3000 })).toMatchObject({ expiry: 3060 });
});

test.each([
  ['--earning', { earning: true }, recorded, 1000],
  ['--provider', { provider: 2 }, recorded, 1000],
  ['prices', { egressPrice: 1n }, recorded, 1000],
  ['--amount', { amount: 0n }, recorded, 1000],
  ['--top-up', {}, { ...recorded, providerSerial: 0, prices: ZERO_UNITS, expiry: 0 }, 1000],
  ['--expiry', {}, recorded, 2000],
])('error: %s', (field, given, of, now) => {
  const topUp = () => topUpTerms({ ...options, ...given }, { recorded: of, now });
  expect(topUp).toThrow(expect.objectContaining({ code: 'cli/bad-terms', facts: expect.objectContaining({ field }) }));
});
