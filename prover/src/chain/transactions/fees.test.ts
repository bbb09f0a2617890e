import { expect, test } from 'vitest';
import { chooseFees, lowestFeePerGas } from './fees.js';

const cap = { maxFeePerGas: 1_000n, maxPriorityFeePerGas: 20n };
const market = { baseFeePerGas: 100n, priorityFeePerGas: 10n };

test('default: twice the base fee, and the usual tip', () => {
  expect(chooseFees({ market, cap })).toEqual({ maxFeePerGas: 210n, maxPriorityFeePerGas: 10n });
});

test('behavior: the tip and the fee stay within their caps', () => {
  expect(chooseFees({ market: { baseFeePerGas: 600n, priorityFeePerGas: 50n }, cap })).toEqual({
    maxFeePerGas: 1_000n,
    maxPriorityFeePerGas: 20n,
  });
});

test('behavior: nothing when the base fee and the tip are above the cap', () => {
  expect(chooseFees({ market: { baseFeePerGas: 991n, priorityFeePerGas: 10n }, cap })).toBeUndefined();
  expect(chooseFees({ market: { baseFeePerGas: 990n, priorityFeePerGas: 10n }, cap })).toBeDefined();
});

test('behavior: a replacement raises both fees by an eighth, or to the market', () => {
  const replaced = { maxFeePerGas: 400n, maxPriorityFeePerGas: 16n };
  expect(chooseFees({ market, cap, replaced })).toEqual({ maxFeePerGas: 451n, maxPriorityFeePerGas: 19n });
  expect(chooseFees({ market: { ...market, baseFeePerGas: 300n }, cap, replaced })?.maxFeePerGas).toBe(619n);
});

test('behavior: a replacement that was refused raises by half', () => {
  const replaced = { maxFeePerGas: 400n, maxPriorityFeePerGas: 16n };
  expect(chooseFees({ market, cap, replaced, wasTooCheap: true })).toEqual({
    maxFeePerGas: 601n,
    maxPriorityFeePerGas: 25n,
  });
});

test('behavior: no replacement that nodes would refuse for the cap', () => {
  const replaced = { maxFeePerGas: 889n, maxPriorityFeePerGas: 16n };
  expect(chooseFees({ market, cap, replaced })).toBeUndefined();
  expect(chooseFees({ market, cap, replaced: { ...replaced, maxFeePerGas: 888n } })?.maxFeePerGas).toBe(1_000n);
});

test('behavior: the lowest fee that would be taken is what the cap is held to', () => {
  const dear = { baseFeePerGas: 991n, priorityFeePerGas: 50n };
  expect(lowestFeePerGas({ market: dear, cap })).toBe(1_011n);
  expect(lowestFeePerGas({ market, cap, replaced: { maxFeePerGas: 889n, maxPriorityFeePerGas: 16n } })).toBe(1_001n);
  // The base fee has risen beyond what the replaced one would need.
  const replaced = { maxFeePerGas: 400n, maxPriorityFeePerGas: 16n };
  const risen = { market: { ...market, baseFeePerGas: 1_001n }, cap, replaced };
  expect(lowestFeePerGas(risen)).toBe(1_001n);
  expect(chooseFees(risen)).toBeUndefined();
  expect(lowestFeePerGas({ market, cap, replaced, wasTooCheap: true })).toBe(601n);
});
