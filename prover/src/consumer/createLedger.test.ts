import fc from 'fast-check';
import { expect, test } from 'vitest';
import { coversUnits, maxUnits, ZERO_UNITS } from '../core/units.js';
import type { ClientState } from './clientState.js';
import { createLedger, type Ledger } from './createLedger.js';
import { reachAhead } from './signAhead.js';

const compute = (units: number | bigint) => ({ ...ZERO_UNITS, computeUnitSeconds: BigInt(units) });
const prices = { computeUnitSeconds: 2n, storageGibHours: 0n, egressMib: 1n };
const fresh = (signed = 0, used = signed): Ledger =>
  createLedger({ start: { signed: compute(signed), used: compute(used) }, prices, serial: 7 });
const overcharged = expect.objectContaining({ code: 'client/overcharged' });

/** Signs for a price and enters the request. */
function begin(ledger: Ledger, price: number): number {
  const units = ledger.quote(compute(price));
  ledger.begin(compute(price), units);
  return Number(units.computeUnitSeconds);
}

test('default', () => {
  const ledger = fresh();
  expect([begin(ledger, 3), begin(ledger, 4)]).toEqual([3, 7]);
  ledger.charged(compute(3), compute(3));
  ledger.free(compute(4));
  expect(ledger.state()).toEqual({ signed: compute(7), used: compute(3), ahead: compute(4) });
  // what was signed for the failed request covers the next
  expect(begin(ledger, 4)).toBe(7);
});

test('behavior: a demand may count requests under way, doubtful ones and the price, and nothing else', () => {
  const ledger = fresh(10);
  begin(ledger, 1);
  begin(ledger, 2);
  ledger.doubt(compute(2));
  expect(() => ledger.accept(compute(18), compute(4))).toThrow(overcharged);
  ledger.accept(compute(17), compute(4));
  expect(() => ledger.accept(compute(18), compute(4))).toThrow(overcharged);
});

test('behavior: what was signed before the start, beyond what was used, may have been charged', () => {
  const ledger = fresh(10, 8);
  ledger.accept(compute(11), compute(1));
  expect(() => fresh(10, 8).accept(compute(12), compute(1))).toThrow(overcharged);
});

test('behavior: ahead is what is signed beyond what was charged, is under way, or is in doubt', () => {
  const ledger = fresh();
  ledger.begin(compute(2), compute(8));
  expect(ledger.state()).toEqual({ signed: compute(8), used: ZERO_UNITS, ahead: compute(6) });
  ledger.doubt(compute(2));
  expect(ledger.state()).toEqual({ signed: compute(8), used: ZERO_UNITS, ahead: compute(6) });
  for (let i = 0; i < 2; i++) begin(ledger, 3);
  ledger.charged(compute(3), compute(3));
  expect(ledger.state()).toEqual({ signed: compute(8), used: compute(3) });
});

test('behavior: what was signed ahead before the start may have been served since, and is off the cap once a demand counts it', () => {
  const start = { signed: compute(10), used: compute(3), ahead: compute(5) };
  const ledger = createLedger({ start, prices, serial: 7 });
  // Two of them were under way: those come first, and cost nothing.
  ledger.accept(compute(6), compute(1));
  expect(ledger.aheadClaimed()).toBe(0n);
  ledger.accept(compute(8), compute(1));
  expect(ledger.aheadClaimed()).toBe(4n);
  expect(ledger.state()).toEqual({ signed: compute(10), used: compute(7), ahead: compute(3), aheadClaimed: 4n });
  expect(() => ledger.accept(compute(12), compute(1))).toThrow(overcharged);
  ledger.accept(compute(11), compute(1));
  expect(ledger.state()).toEqual({ signed: compute(10), used: compute(10), aheadClaimed: 10n });
  // It is remembered, and what is counted once isn't counted again.
  const again = createLedger({ start: ledger.state(), prices, serial: 7 });
  expect(again.aheadClaimed()).toBe(10n);
  expect(() => again.accept(compute(12), compute(1))).toThrow(overcharged);
  // A file can't say that more was signed ahead than was signed.
  const odd = createLedger({ start: { ...start, ahead: compute(900) }, prices, serial: 7 });
  expect(() => odd.accept(compute(12), compute(1))).toThrow(overcharged);
  odd.adopt(compute(20));
  expect(() => odd.accept(compute(22), compute(1))).toThrow(overcharged);
});

test('behavior: a deferred charge may be demanded up to its amount', () => {
  const ledger = fresh();
  ledger.defer(10n);
  expect(() => ledger.accept(compute(6), ZERO_UNITS)).toThrow(overcharged);
  ledger.accept(compute(4), ZERO_UNITS);
  expect(() => ledger.accept(compute(6), ZERO_UNITS)).toThrow(overcharged);
  ledger.accept(compute(5), ZERO_UNITS);
});

test('behavior: units without a price are counted all the same', () => {
  const storage = { ...ZERO_UNITS, storageGibHours: 1n };
  expect(() => fresh().accept(storage, compute(1))).toThrow(overcharged);
});

test('behavior: takes over what is proven, never less', () => {
  const ledger = fresh(5);
  ledger.adopt(compute(3));
  expect(ledger.state().signed).toEqual(compute(5));
  ledger.adopt(compute(9));
  expect(ledger.state()).toEqual({ signed: compute(9), used: compute(9) });
});

test('behavior: against any gateway, never signs for more than the requests made', () => {
  const step = fc.record({ price: fc.nat(5), outcome: fc.constantFrom('charged', 'free', 'doubt'), extra: fc.nat(8) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const ledger = fresh();
      let asked = 0n;
      for (const { price, outcome, extra } of steps) {
        const units = compute(price);
        asked += BigInt(price);
        const demanded = compute(ledger.state().signed.computeUnitSeconds + BigInt(extra));
        let signed = ledger.quote(units);
        try {
          ledger.accept(demanded, units);
          signed = maxUnits(ledger.quote(units), demanded);
        } catch (error) {
          expect(error).toEqual(overcharged);
        }
        ledger.begin(units, signed);
        if (outcome === 'charged') ledger.charged(units, units);
        else if (outcome === 'free') ledger.free(units);
        else ledger.doubt(units);
        expect(ledger.state().signed.computeUnitSeconds).toBeLessThanOrEqual(asked);
      }
    }),
    { seed: 7, numRuns: 300 },
  );
});

test('behavior: against any gateway and over any restarts, never signs for more than the requests made and the cap of what is ahead', () => {
  const maxAmount = 12n;
  const step = fc.record({
    price: fc.nat(5),
    outcome: fc.constantFrom('charged', 'free', 'doubt', 'pending'),
    /** What the gateway counts beyond what is signed, or less than it. */
    extra: fc.integer({ min: -8, max: 8 }),
    isNoted: fc.boolean(),
    isRestart: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      let kept: ClientState = { signed: ZERO_UNITS, used: ZERO_UNITS };
      let ledger = createLedger({ start: kept, prices, serial: 7 });
      let latest = ZERO_UNITS;
      let asked = 0n;
      for (const { price, outcome, extra, isNoted, isRestart } of steps) {
        if (isRestart) {
          ledger = createLedger({ start: kept, prices, serial: 7 });
          latest = ZERO_UNITS;
        }
        const units = compute(price);
        asked += BigInt(price);
        const counts = ledger.state().signed.computeUnitSeconds + BigInt(extra);
        let owed = compute(counts > 0n ? counts : 0n);
        try {
          ledger.accept(owed, units);
        } catch {
          owed = ZERO_UNITS;
        }
        const needed = maxUnits(ledger.quote(units), owed);
        const counted = ledger.count(units);
        const left = maxAmount - ledger.aheadClaimed();
        const isCovered = coversUnits(latest, needed);
        const signAhead = { requests: 5, maxAmount: left };
        const isAlone = isCovered || left <= 0n;
        const signed = isAlone
          ? needed
          : reachAhead({ signAhead, needed, counted, price: units, prices, isWithin: () => true });
        ledger.begin(units, signed);
        if (!isCovered) {
          latest = signed;
          kept = ledger.state();
        }
        if (outcome === 'charged') ledger.charged(units, units);
        if (outcome === 'free') ledger.free(units);
        if (outcome === 'doubt') ledger.doubt(units);
        if (isNoted) kept = ledger.state();
        expect(2n * ledger.state().signed.computeUnitSeconds).toBeLessThanOrEqual(2n * asked + maxAmount);
      }
    }),
    { numRuns: 2000 },
  );
});
