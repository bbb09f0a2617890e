import { beforeEach, expect, test, vi } from 'vitest';
import type { Point } from '../CryptoEngine.js';
import type { Table } from './createCurve.js';
import { createOwnerTables } from './createOwnerTables.js';

const owner = (x: number): Point => ({ x: BigInt(x), y: 1n });

let reserved = 0;
const curve = {
  reserve: vi.fn((bits: number): Table => ({ at: reserved++, bits })),
  fill: vi.fn(),
};
beforeEach(() => {
  reserved = 0;
  vi.clearAllMocks();
});

test('default: a key gets its table at its eighth call', () => {
  const { find } = createOwnerTables(curve);
  for (let call = 1; call < 8; call++) expect(find(owner(5))).toBeUndefined();
  expect(curve.fill).not.toHaveBeenCalled();
  const table = find(owner(5));
  expect(table).toMatchObject({ at: 0, bits: 6 });
  expect(curve.fill).toHaveBeenCalledExactlyOnceWith(table, owner(5));
  expect(find(owner(5))).toBe(table);
  expect(curve.fill).toHaveBeenCalledOnce();
});

test('behavior: a key and its negative are two', () => {
  const { find } = createOwnerTables(curve, { madeAt: 2 });
  find({ x: 5n, y: 1n });
  expect(find({ x: 5n, y: 2n })).toBeUndefined();
  expect(find({ x: 5n, y: 1n })).toMatchObject({ at: 0 });
  expect(find({ x: 5n, y: 2n })).toMatchObject({ at: 1 });
});

test('behavior: the table that was not used for the longest time gives way, and its key is counted anew', () => {
  const { find } = createOwnerTables(curve, { maxTables: 2, madeAt: 2 });
  for (const x of [1, 1, 2, 2, 1]) find(owner(x));
  find(owner(3));
  expect(find(owner(3))).toMatchObject({ at: 1 });
  expect(find(owner(1))).toMatchObject({ at: 0 });
  expect(find(owner(2))).toBeUndefined();
  expect(find(owner(2))).toMatchObject({ at: 1 });
  expect(curve.reserve).toHaveBeenCalledTimes(2);
});

test('behavior: no more tables than 256', () => {
  const { find } = createOwnerTables(curve, { madeAt: 1 });
  for (let x = 0; x < 300; x++) expect(find(owner(x))).toBeDefined();
  expect(curve.reserve).toHaveBeenCalledTimes(256);
  expect(curve.fill).toHaveBeenCalledTimes(300);
});

test('behavior: no more keys are counted than allowed', () => {
  const { find } = createOwnerTables(curve, { madeAt: 2, maxCounted: 2 });
  for (const x of [1, 2, 3]) find(owner(x));
  expect(find(owner(2))).toBeDefined();
  expect(find(owner(1))).toBeUndefined();
});
