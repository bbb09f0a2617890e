import type { Dice } from './createDice.js';

/** What is waited for before a kill, in the order in which a receipt goes through them; the first two are a process's own. */
export const KILL_STEPS = [
  'starting',
  'ready',
  'accepted',
  'executed',
  'solving',
  'proving',
  'proved',
  'verified',
  'sent',
  'final',
] as const;

/** A moment in the life of a receipt, or of a process. */
export type KillStep = (typeof KILL_STEPS)[number];

/**
 * What is killed: the sequencer that drives the database, the one that stands by, the prover's process; one of the workers that they have
 * started; the native process of a worker; the database's server, or one of its connections' processes.
 */
export type KillTarget = 'driver' | 'standby' | 'prover' | 'worker' | 'native' | 'postgres' | 'backend';

export type PlannedKill = {
  step: KillStep;
  target: KillTarget;
  /** From the step to the kill. */
  delayMs: number;
  /** From the end of a process to its next start. */
  downMs: number;
};

/** Twenty kills take every one of these, in some order. */
const TARGETS: Record<KillTarget, number> = {
  driver: 7,
  standby: 2,
  prover: 3,
  worker: 2,
  native: 3,
  postgres: 2,
  backend: 1,
};

/** Right at the step, within it, and until well after it. */
const DELAYS_MS = [4, 50, 500];

/** Kills spread evenly over all steps, targets and delays, in random combinations. */
export function planKills(count: number, dice: Dice): PlannedKill[] {
  const deck = (Object.entries(TARGETS) as [KillTarget, number][]).flatMap(([target, times]) =>
    Array<KillTarget>(times).fill(target),
  );
  const targets = deal(deck, count, dice);
  const delays = deal(DELAYS_MS, count, dice);
  const steps = afterEnds(deal(KILL_STEPS, count, dice), targets);
  return targets.map((target, i) => ({
    target,
    step: steps[i] ?? 'accepted',
    delayMs: dice.below(delays[i] ?? 1),
    downMs: dice.below(500),
  }));
}

/** Processes start when others have ended: such steps are moved to where a sequencer was killed right before. */
function afterEnds(steps: readonly KillStep[], targets: readonly KillTarget[]): KillStep[] {
  const moved = [...steps];
  const isStart = (step: KillStep | undefined) => step === 'starting' || step === 'ready';
  const follows = (i: number) => targets[i - 1] === 'driver' || targets[i - 1] === 'postgres';
  for (const [i, step] of steps.entries()) {
    if (!isStart(step) || follows(i)) continue;
    const places = moved.flatMap((other, j) => (follows(j) && !isStart(other) ? [j] : []));
    // The nearest one, so that the decks stay spread.
    const [j = i] = places.sort((a, b) => Math.abs(a - i) - Math.abs(b - i));
    [moved[i], moved[j]] = [moved[j] ?? step, step];
  }
  return moved;
}

/** Cards of shuffled decks. */
function deal<T>(deck: readonly T[], count: number, dice: Dice): T[] {
  const cards: T[] = [];
  while (cards.length < count) cards.push(...dice.shuffle(deck));
  return cards.slice(0, count);
}
