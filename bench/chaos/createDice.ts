/** Random choices that a seed determines. */
export type Dice = {
  /** An integer from 0 to `n - 1`. */
  below(n: number): number;
  /** One of them. @throws RangeError when there are none */
  pick<T>(from: readonly T[]): T;
  /** All of them, in another order. */
  shuffle<T>(all: readonly T[]): T[];
};

/** Makes dice: mulberry32, which is good enough to spread things, and to have them again. */
export function createDice(seed: number): Dice {
  let state = seed >>> 0;

  function below(n: number): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * n);
  }

  return {
    below,
    pick<T>(from: readonly T[]): T {
      if (from.length === 0) throw new RangeError('There is nothing to pick from');
      return from[below(from.length)] as T;
    },
    shuffle<T>(all: readonly T[]): T[] {
      const left = [...all];
      return all.map(() => left.splice(below(left.length), 1)[0] as T);
    },
  };
}
