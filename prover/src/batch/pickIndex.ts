/** A random integer from 0 to `count` − 1. With at least 128 random bits the bias is beyond notice. */
export function pickIndex(random: () => bigint, count: number): number {
  return Number(random() % BigInt(count));
}
