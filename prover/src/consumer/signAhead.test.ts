import { expect, test } from 'vitest';
import { MAX_COUNTER } from '../core/limits.js';
import { type Units, ZERO_UNITS } from '../core/units.js';
import { assertSignAhead, reachAhead } from './signAhead.js';

const prices = { computeUnitSeconds: 2n, storageGibHours: 0n, egressMib: 5n };
const compute = (units: bigint): Units => ({ ...ZERO_UNITS, computeUnitSeconds: units });
const egress = (units: bigint): Units => ({ ...ZERO_UNITS, egressMib: units });

/** What is signed for a request of 3 unit-seconds at 10 of them, where nothing is ahead yet. */
function reach(change: Partial<Parameters<typeof reachAhead>[0]> = {}) {
  const signAhead = { requests: 5, maxAmount: 1_000n };
  const request = { needed: compute(10n), counted: compute(10n), price: compute(3n) };
  return reachAhead({ signAhead, prices, isWithin: () => true, ...request, ...change });
}

test('default', () => {
  expect(reach()).toEqual(compute(22n));
});

test('behavior: as many requests as the cap holds', () => {
  expect(reach({ signAhead: { requests: 5, maxAmount: 17n } })).toEqual(compute(16n));
  expect(reach({ signAhead: { requests: 5, maxAmount: 5n } })).toEqual(compute(10n));
  expect(reach({ signAhead: { requests: 1, maxAmount: 1_000n } })).toEqual(compute(10n));
});

test('behavior: what is ahead of another resource counts against the cap', () => {
  const needed = { ...compute(10n), ...{ egressMib: 4n } };
  expect(reach({ needed, signAhead: { requests: 3, maxAmount: 26n } })).toEqual({ ...needed, computeUnitSeconds: 13n });
  expect(reach({ needed, signAhead: { requests: 3, maxAmount: 25n } })).toEqual(needed);
});

test('behavior: fewer where the budget holds fewer, never less than is needed', () => {
  expect(reach({ isWithin: ({ computeUnitSeconds }) => computeUnitSeconds <= 17n })).toEqual(compute(16n));
  expect(reach({ isWithin: () => false })).toEqual(compute(10n));
});

test('behavior: nothing ahead of what is free, or beyond a counter', () => {
  const free = { ...ZERO_UNITS, storageGibHours: 1n };
  expect(reach({ price: free })).toEqual(compute(10n));
  const last = egress(MAX_COUNTER);
  expect(reach({ needed: last, counted: last, price: egress(1n) })).toEqual(last);
});

test.each([
  [{ requests: 0, maxAmount: 1n }, 'signAhead.requests'],
  [{ requests: 1.5, maxAmount: 1n }, 'signAhead.requests'],
  [{ requests: 2, maxAmount: -1n }, 'signAhead.maxAmount'],
])('error: bad configuration: %o', (given, field) => {
  expect(() => assertSignAhead(given)).toThrow(
    expect.objectContaining({ code: 'client/bad-configuration', facts: expect.objectContaining({ field }) }),
  );
});
