import { expect, test } from 'vitest';
import { seededRandom } from '../../test-support/seededRandom.js';
import type { AccountState } from '../core/account/account.js';
import { isEarningAccount } from '../core/account/account.js';
import { drawCover } from './cover.js';

/** Serials below 10 are allowances, from 10 to 19 earning accounts, others unknown. */
const load = async (serial: number) =>
  serial < 20 ? ({ serial, terms: { providerSerial: serial < 10 ? 10 : 0 } } as AccountState) : undefined;

const parameters = (overrides: object = {}) => ({
  count: 3,
  serials: [1, 2, 3, 4, 5, 11, 12, 99],
  random: seededRandom(5),
  load,
  accept: (state: AccountState) => !isEarningAccount(state),
  avoid: new Set<number>(),
  strict: false,
  fallback: 10,
  ...overrides,
});

test('default: draws from those that fit, each once and with equal chance', async () => {
  const drawn = new Map<number, number>();
  const random = seededRandom(6);
  for (let i = 0; i < 600; i++) {
    const cover = await drawCover(parameters({ random }));
    expect(new Set(cover).size).toBe(3);
    for (const serial of cover) drawn.set(serial, (drawn.get(serial) ?? 0) + 1);
  }
  expect([...drawn.keys()].sort()).toEqual([1, 2, 3, 4, 5]);
  // 360 each on average; 5 standard deviations are 60.
  for (const times of drawn.values()) expect(Math.abs(times - 360)).toBeLessThan(60);
});

test('behavior: avoids what is shown already', async () => {
  expect((await drawCover(parameters({ avoid: new Set([1, 2]) }))).sort()).toEqual([3, 4, 5]);
});

test('behavior: falls back on others of a known account, then on repeats', async () => {
  expect((await drawCover(parameters({ count: 7 }))).sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 11, 12]);
  const many = await drawCover(parameters({ count: 50 }));
  expect(many).toHaveLength(50);
  expect(new Set(many)).toEqual(new Set([1, 2, 3, 4, 5, 11, 12]));
});

test('behavior: strictly only those that fit, repeated, or the fallback', async () => {
  const strict = { strict: true, accept: isEarningAccount, count: 4 };
  expect(new Set(await drawCover(parameters(strict)))).toEqual(new Set([11, 12]));
  expect(await drawCover(parameters({ ...strict, serials: [1, 99] }))).toEqual([10, 10, 10, 10]);
});

test("behavior: leaves the caller's list alone", async () => {
  const serials = Object.freeze([1, 2, 3, 4]);
  await drawCover(parameters({ serials, count: 4 }));
  expect(serials).toEqual([1, 2, 3, 4]);
});
