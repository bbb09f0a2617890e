import { pickIndex } from './pickIndex.js';

/** A shuffled copy (Fisher and Yates). */
export function shuffled<T>(items: readonly T[], random: () => bigint): T[] {
  const result = [...items];
  for (let i = result.length - 1; i > 0; i--) {
    const j = pickIndex(random, i + 1);
    [result[i], result[j]] = [result[j] as T, result[i] as T];
  }
  return result;
}
