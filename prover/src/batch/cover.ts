import type { AccountState } from '../core/account/account.js';

export type DrawCoverParameters = {
  /** How many serials are needed. */
  count: number;
  /** Where they may come from, each with equal chance. */
  serials: readonly number[];
  random: () => bigint;
  load: (serial: number) => Promise<AccountState | undefined>;
  /** Which accounts look right in these slots; the others serve only where there are too few. */
  accept: (state: AccountState) => boolean;
  /** Serials that these slots already show, avoided while there are others. */
  avoid: ReadonlySet<number>;
  /** Whether accounts that `accept` refuses may serve at all. */
  strict: boolean;
  /** Serves where nothing else does. */
  fallback: number;
};

/**
 * Draws accounts to refresh in unused slots, so that nobody can tell them from settlements: of the fitting kind and each
 * only once, as settlements are, for as long as there are enough; then, for want of better, again from all that fit.
 */
export async function drawCover(parameters: DrawCoverParameters): Promise<number[]> {
  const { count, random, load, accept, avoid, strict, fallback } = parameters;
  const pool = [...parameters.serials];
  const drawn: number[] = [];
  const others: number[] = [];
  const repeatable: number[] = [];
  while (drawn.length < count && pool.length > 0) {
    const at = pickIndex(random, pool.length);
    const serial = pool[at] as number;
    pool[at] = pool.at(-1) as number;
    pool.pop();
    const state = await load(serial);
    if (state === undefined || (strict && !accept(state))) continue;
    repeatable.push(serial);
    if (avoid.has(serial) || drawn.includes(serial)) continue;
    if (accept(state)) drawn.push(serial);
    else others.push(serial);
  }
  while (drawn.length < count && others.length > 0) drawn.push(others.shift() as number);
  while (drawn.length < count) {
    drawn.push(repeatable.length > 0 ? (repeatable[pickIndex(random, repeatable.length)] as number) : fallback);
  }
  return drawn;
}

/** A random integer from 0 to `count` − 1. With at least 128 random bits the bias is beyond notice. */
function pickIndex(random: () => bigint, count: number): number {
  return Number(random() % BigInt(count));
}

/** A shuffled copy (Fisher and Yates). */
export function shuffled<T>(items: readonly T[], random: () => bigint): T[] {
  const result = [...items];
  for (let i = result.length - 1; i > 0; i--) {
    const j = pickIndex(random, i + 1);
    [result[i], result[j]] = [result[j] as T, result[i] as T];
  }
  return result;
}
