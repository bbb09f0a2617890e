import fc from 'fast-check';
import { expect, test } from 'vitest';
import { maxUnits, ZERO_UNITS } from '../core/units.js';
import { createLedger, type Ledger } from './createLedger.js';

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
  expect(ledger.state()).toEqual({ signed: compute(7), used: compute(3) });
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
