import { getAddress } from 'viem';
import { expect, test } from 'vitest';
import type { Turn } from './turn.js';
import { mayMakeOwnBatch } from './turn.js';

const me = getAddress('0x00000000000000000000000000000000000a11ce');
const other = getAddress('0x0000000000000000000000000000000000000b0b');
const turn = (change: Partial<Turn>): Turn => ({
  now: 1000,
  windowStart: 900,
  windowEnd: 1800,
  holder: undefined,
  anyoneFrom: 5000,
  ...change,
});

test.each<[string, boolean, Partial<Turn>]>([
  ['in its own window', true, { holder: me }],
  ['in its own window, named in lower case', true, { holder: me.toLowerCase() as typeof me }],
  ["in another's window", false, { holder: other, anyoneFrom: 0 }],
  ['after the window', false, { now: 1800, holder: me, anyoneFrom: 0 }],
  ['in a free window while the operator works', false, { anyoneFrom: 1001 }],
  ['in a free window after the silence', true, { anyoneFrom: 1000 }],
])('behavior: %s', (_name, expected, change) => {
  expect(mayMakeOwnBatch(turn(change), me)).toBe(expected);
});
