import { expect, test } from 'vitest';
import { createPartSize } from './createPartSize.js';

test('default: parts of the most blocks, the last one shorter', () => {
  const size = createPartSize(10n);
  expect([size.endOf(1n, 25n), size.endOf(11n, 25n), size.endOf(21n, 25n)]).toEqual([10n, 20n, 25n]);
});

test('behavior: half of what was refused, also of a short part, and double of what was given, up to the most', () => {
  const size = createPartSize(10n);
  expect(size.halve(1n, 7n)).toBe(true);
  expect(size.endOf(1n, 25n)).toBe(3n);
  size.grow();
  expect(size.endOf(1n, 25n)).toBe(6n);
  size.grow();
  expect(size.endOf(1n, 25n)).toBe(10n);
});

test('behavior: a single block is not halved', () => {
  const size = createPartSize(2n);
  expect([size.halve(1n, 2n), size.endOf(1n, 9n), size.halve(1n, 1n), size.endOf(1n, 9n)]).toEqual([
    true,
    1n,
    false,
    1n,
  ]);
});
