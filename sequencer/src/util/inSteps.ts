/**
 * Does a work in steps until one does less than it may, or the signal comes.
 *
 * @param most So much a step does at most.
 * @param step Says how much it did.
 * @returns how much all steps did
 */
export async function inSteps(most: number, signal: AbortSignal, step: () => Promise<number>): Promise<number> {
  let sum = 0;
  for (let count = most; count === most && !signal.aborted; sum += count) count = await step();
  return sum;
}
