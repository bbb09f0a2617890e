import { expect, test } from 'vitest';
import { createDice } from './createDice.js';
import { KILL_STEPS, planKills } from './planKills.js';

const count = <T extends string>(all: readonly T[]) => {
  const counts: Partial<Record<T, number>> = {};
  for (const each of all) counts[each] = (counts[each] ?? 0) + 1;
  return counts;
};

test('default: twenty kills have every step twice, and every target', () => {
  for (let seed = 0; seed < 50; seed++) {
    const plan = planKills(20, createDice(seed));
    expect(count(plan.map(({ step }) => step))).toEqual(Object.fromEntries(KILL_STEPS.map((step) => [step, 2])));
    const targets = { driver: 7, standby: 2, prover: 3, worker: 2, native: 3, postgres: 2, backend: 1 };
    expect(count(plan.map(({ target }) => target))).toEqual(targets);
  }
});

test('behavior: processes are killed at their start where one was killed right before', () => {
  for (let seed = 0; seed < 50; seed++) {
    const plan = planKills(200, createDice(seed));
    for (const [i, { step }] of plan.entries()) {
      if (step !== 'starting' && step !== 'ready') continue;
      expect(['driver', 'postgres']).toContain(plan[i - 1]?.target);
    }
  }
});

test('behavior: the same seed plans the same kills, any number of them', () => {
  expect(planKills(33, createDice(5))).toEqual(planKills(33, createDice(5)));
  expect(planKills(33, createDice(5))).not.toEqual(planKills(33, createDice(6)));
  expect(planKills(1, createDice(5))).toHaveLength(1);
});
