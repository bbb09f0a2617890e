import { expect, test } from 'vitest';
import { compareReceipts, isSuccessor } from './order.js';
import { amountOwed } from './receipt.js';

const receipt = (computeUnitSeconds: bigint, egressMib: bigint) => ({
  domain: 1n,
  serial: 2,
  units: { computeUnitSeconds, storageGibHours: 0n, egressMib },
});

test('default: orders receipts of one allowance', () => {
  expect(compareReceipts(receipt(2n, 5n), receipt(1n, 5n))).toBe(1);
  expect(compareReceipts(receipt(1n, 4n), receipt(1n, 5n))).toBe(-1);
  expect(compareReceipts(receipt(1n, 5n), receipt(1n, 5n))).toBe(0);
  expect(compareReceipts(receipt(2n, 4n), receipt(1n, 5n))).toBeUndefined();
});

test('behavior: a successor lets no counter fall and stays with its allowance', () => {
  expect(isSuccessor(receipt(1n, 5n), receipt(1n, 5n))).toBe(true);
  expect(isSuccessor(receipt(1n, 5n), receipt(1n, 6n))).toBe(true);
  expect(isSuccessor(receipt(1n, 5n), receipt(2n, 4n))).toBe(false);
  expect(isSuccessor(receipt(1n, 5n), receipt(0n, 5n))).toBe(false);
  expect(isSuccessor(receipt(1n, 5n), { ...receipt(1n, 6n), serial: 3 })).toBe(false);
  expect(isSuccessor(receipt(1n, 5n), { ...receipt(1n, 6n), domain: 3n })).toBe(false);
});

test('error: receipts of different allowances or deployments have no order', () => {
  const other = receipt(1n, 1n);
  expect(() => compareReceipts(receipt(1n, 1n), { ...other, serial: 3 })).toThrow(
    expect.objectContaining({ code: 'receipt/wrong-serial', facts: { field: 'serial', given: 2, expected: 3 } }),
  );
  expect(() => compareReceipts(receipt(1n, 1n), { ...other, domain: 3n })).toThrow(
    expect.objectContaining({ code: 'receipt/wrong-domain' }),
  );
});

test('behavior: the amount owed is the increase at its prices', () => {
  const prices = { computeUnitSeconds: 3n, storageGibHours: 100n, egressMib: 7n };
  expect(amountOwed({ from: receipt(1n, 2n).units, to: receipt(11n, 3n).units, prices })).toBe(37n);
  expect(() => amountOwed({ from: receipt(1n, 2n).units, to: receipt(11n, 1n).units, prices })).toThrow(
    expect.objectContaining({
      code: 'receipt/lower-than-settled',
      facts: { field: 'units.egressMib', given: 1n, expected: 'at least 2' },
    }),
  );
});
