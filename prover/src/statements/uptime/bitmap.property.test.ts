import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countMissedSlots } from './bitmap.js';

const SLOTS = 96;
type Seen = readonly boolean[];

/** The rule in its plainest form, with lists in place of bits: written apart from what it is compared with. */
function plainMissed(members: readonly (Seen | undefined)[]): boolean[] {
  return Array.from({ length: SLOTS }, (_, slot) => {
    let sawItUp = 0;
    for (const member of members) if (member?.[slot] === true) sawItUp += 1;
    return sawItUp < 3;
  });
}

const toBitmap = (seen: Seen): bigint => seen.reduce((bits, up, slot) => bits | (up ? 1n << BigInt(slot) : 0n), 0n);
const bitmapOf = (member: Seen | undefined): bigint | undefined =>
  member === undefined ? undefined : toBitmap(member);
const count = (slots: readonly boolean[]): number => slots.filter(Boolean).length;

const seen = fc.array(fc.boolean(), { minLength: SLOTS, maxLength: SLOTS });
/** A liar says anything, a silent one nothing. */
const faulty = fc.option(seen, { nil: undefined });

/** An epoch as it was, and what the honest saw of it: each misses or doubts a few slots by bad luck, such as a lost packet. */
const committee = fc
  .tuple(
    seen,
    fc.array(fc.array(fc.nat({ max: SLOTS - 1 }), { maxLength: 6 }), { minLength: 3, maxLength: 5 }),
    fc.array(faulty, { minLength: 2, maxLength: 2 }),
    fc.nat({ max: 119 }),
  )
  .map(([truth, blinks, others, shuffle]) => {
    const honest = blinks.map((slots) => truth.map((up, slot) => (slots.includes(slot) ? !up : up)));
    const members: (Seen | undefined)[] = [...honest, ...others.slice(0, 5 - honest.length)];
    return { truth, honest, members: permuted(members, shuffle) };
  });

function permuted<Item>(items: readonly Item[], number: number): Item[] {
  const rest = [...items];
  const out: Item[] = [];
  let left = number;
  while (rest.length > 0) {
    out.push(...rest.splice(left % rest.length, 1));
    left = Math.floor(left / (rest.length + 1));
  }
  return out;
}

describe('countMissedSlots', () => {
  test('behavior: equals the plain rule for any bitmaps, absent members included', () => {
    fc.assert(
      fc.property(fc.array(faulty, { maxLength: 5 }), (members) => {
        expect(countMissedSlots(members.map(bitmapOf))).toBe(count(plainMissed(members)));
      }),
      { seed: 1, numRuns: 500 },
    );
  });

  test('behavior: with at most 2 of 5 faulty, a slot that all honest members saw down is missed, one that all saw up is not', () => {
    fc.assert(
      fc.property(committee, ({ honest, members }) => {
        const missed = plainMissed(members);
        for (let slot = 0; slot < SLOTS; slot++) {
          const views = honest.map((member) => member[slot]);
          if (views.every((up) => up === false)) expect(missed[slot]).toBe(true);
          if (views.every((up) => up === true)) expect(missed[slot]).toBe(false);
        }
        const surelyDown = count(missed.map((_, slot) => honest.every((member) => member[slot] === false)));
        const surelyUp = count(missed.map((_, slot) => honest.every((member) => member[slot] === true)));
        const counted = countMissedSlots(members.map(bitmapOf));
        expect(counted).toBe(count(missed));
        expect(counted).toBeGreaterThanOrEqual(surelyDown);
        expect(counted).toBeLessThanOrEqual(SLOTS - surelyUp);
      }),
      { seed: 2, numRuns: 500 },
    );
  });

  test('behavior: leaving members out never lowers the count', () => {
    fc.assert(
      fc.property(committee, fc.integer({ min: 0, max: 31 }), ({ members }, kept) => {
        const some = members.map((member, i) => ((kept >> i) & 1 ? member : undefined));
        expect(countMissedSlots(some.map(bitmapOf))).toBeGreaterThanOrEqual(countMissedSlots(members.map(bitmapOf)));
      }),
      { seed: 3, numRuns: 500 },
    );
  });

  test('behavior: 3 faulty members can do either, so the assumption is needed', () => {
    const down = toBitmap(Array.from({ length: SLOTS }, () => false));
    const up = toBitmap(Array.from({ length: SLOTS }, () => true));
    expect(countMissedSlots([down, down, up, up, up])).toBe(0);
    expect(countMissedSlots([up, up, down, down, down])).toBe(SLOTS);
  });
});
