import { expect, test } from 'vitest';
import { createTurns } from './createTurns.js';

function fill(turns: ReturnType<typeof createTurns<string>>, items: readonly string[]) {
  return items.map((item) => turns.add(Number(item[1]), item));
}

test('default: the keys take turns, and what has one key keeps its order', () => {
  const turns = createTurns<string>({ most: 10, mostOfKey: 10 });
  fill(turns, ['a1', 'b1', 'c1', 'd1', 'a2', 'a3', 'b3']);
  expect(turns.size).toBe(7);
  expect(turns.take(4)).toEqual(['a1', 'a2', 'a3', 'b1']);
  // Whoever comes anew is behind those who wait for their next.
  fill(turns, ['b2']);
  expect(turns.take(2)).toEqual(['b3', 'c1']);
  expect(turns.size).toBe(2);
  expect(turns.take(9)).toEqual(['b2', 'd1']);
  expect(turns.take(1)).toEqual([]);
  expect(turns.size).toBe(0);
});

test('behavior: a key has only so many places, also where others are free', () => {
  const turns = createTurns<string>({ most: 10, mostOfKey: 2 });
  expect(fill(turns, ['a1', 'b1', 'c1', 'a2'])).toEqual([undefined, undefined, 'c1', undefined]);
  expect(turns.take(1)).toEqual(['a1']);
  expect(fill(turns, ['d1', 'e1'])).toEqual([undefined, 'e1']);
  expect(turns.take(9)).toEqual(['a2', 'b1', 'd1']);
});

test('behavior: where all are taken, the one that has most gives way to whoever has less', () => {
  const turns = createTurns<string>({ most: 4, mostOfKey: 4 });
  fill(turns, ['a1', 'b1', 'c1', 'a2']);
  expect(fill(turns, ['a3'])).toEqual(['c1']);
  expect(turns.size).toBe(4);
  // Two, one and one: a further one of any of them would only take the place of another that has as few.
  expect(fill(turns, ['b2', 'b3', 'd1'])).toEqual(['b2', 'b3', 'd1']);
  expect(fill(turns, ['a4'])).toEqual(['b1']);
  expect(fill(turns, ['a5'])).toEqual(['a5']);
  expect(turns.take(9)).toEqual(['a1', 'a2', 'a3', 'a4']);
});
