import { expect, test } from 'vitest';
import { createRateLimit } from './createRateLimit.js';

test('default: so many a minute from each address', () => {
  let now = 0;
  const limit = createRateLimit({ perMinute: 2, nowMs: () => now });
  expect([1, 2, 3].map(() => limit.take('192.0.2.1'))).toEqual([0, 0, 60]);
  expect(limit.take('192.0.2.2')).toBe(0);
  now = 59_001;
  expect(limit.take('192.0.2.1')).toBe(1);
  now = 60_000;
  expect(limit.take('192.0.2.1')).toBe(0);
});

test('behavior: a network of IPv6 counts as one address', () => {
  const limit = createRateLimit({ perMinute: 1, nowMs: () => 0 });
  expect(limit.take('2001:db8:1:2::1')).toBe(0);
  expect(limit.take('2001:db8:1:2:3:4:5:6')).toBe(60);
  expect(limit.take('2001:db8:1:3::1')).toBe(0);
  expect(limit.take('::1')).toBe(0);
  expect(limit.take('::ffff:192.0.2.1')).toBe(0);
  expect(limit.take('::ffff:192.0.2.2')).toBe(0);
  // The same one over the other family.
  expect(limit.take('192.0.2.1')).toBe(60);
});

test('behavior: memory is bounded; newcomers share one count then', () => {
  const limit = createRateLimit({ perMinute: 1, nowMs: () => 0 });
  for (let i = 0; i < 10_000; i++) limit.take(`10.0.${i >> 8}.${i & 255}`);
  expect(limit.take('192.0.2.1')).toBe(0);
  expect(limit.take('192.0.2.2')).toBe(60);
});
