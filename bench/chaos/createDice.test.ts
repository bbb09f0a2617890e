import { expect, test } from 'vitest';
import { createDice } from './createDice.js';

test('default: within the range, spread over it, and the same again from the same seed', () => {
  const draw = (seed: number) => {
    const dice = createDice(seed);
    return Array.from({ length: 6000 }, () => dice.below(6));
  };
  const drawn = draw(7);
  expect(draw(7)).toEqual(drawn);
  expect(draw(8)).not.toEqual(drawn);
  for (let side = 0; side < 6; side++) {
    const share = drawn.filter((each) => each === side).length / drawn.length;
    expect(share).toBeGreaterThan(0.14);
    expect(share).toBeLessThan(0.2);
  }
});

test('behavior: a shuffle has the same cards, in another order', () => {
  const cards = Array.from({ length: 30 }, (_, i) => i);
  const shuffled = createDice(1).shuffle(cards);
  expect(shuffled).not.toEqual(cards);
  expect(shuffled.toSorted((a, b) => a - b)).toEqual(cards);
});

test('error: nothing to pick from', () => {
  expect(() => createDice(1).pick([])).toThrow(RangeError);
});
