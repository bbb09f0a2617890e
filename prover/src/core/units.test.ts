import { expect, test } from 'vitest';
import { JsonReader } from './JsonReader.js';
import { receiptError } from './receipt/receiptErrors.js';
import { addUnits, coversUnits, maxUnits, minUnits, parseUnits, serializeUnits, subtractUnits } from './units.js';

const a = { computeUnitSeconds: 5n, storageGibHours: 1n, egressMib: 0n };
const b = { computeUnitSeconds: 2n, storageGibHours: 3n, egressMib: 0n };

test('default', () => {
  expect(addUnits(a, b)).toEqual({ computeUnitSeconds: 7n, storageGibHours: 4n, egressMib: 0n });
  expect(maxUnits(a, b)).toEqual({ computeUnitSeconds: 5n, storageGibHours: 3n, egressMib: 0n });
  expect(minUnits(a, b)).toEqual({ computeUnitSeconds: 2n, storageGibHours: 1n, egressMib: 0n });
});

test('behavior: a difference stops at 0', () => {
  expect(subtractUnits(a, b)).toEqual({ computeUnitSeconds: 3n, storageGibHours: 0n, egressMib: 0n });
});

test('behavior: covers only when every counter does', () => {
  expect(coversUnits(a, a)).toBe(true);
  expect(coversUnits(a, b)).toBe(false);
  expect(coversUnits(maxUnits(a, b), b)).toBe(true);
});

test('behavior: survives JSON', () => {
  const json: unknown = JSON.parse(JSON.stringify(serializeUnits(a)));
  expect(parseUnits(new JsonReader(json, { toError: receiptError.of('receipt/malformed') }))).toEqual(a);
});
