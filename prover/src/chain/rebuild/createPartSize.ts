/** How many blocks an endpoint is asked for at once. */
export type PartSize = {
  /** The last block of the part that begins with a block, `last` at most. */
  endOf(first: bigint, last: bigint): bigint;
  /** The endpoint refused a part: the next ones are half as large. False where it was a single block already. */
  halve(first: bigint, end: bigint): boolean;
  /** The endpoint gave a part: the next may be twice as large. */
  grow(): void;
};

/** Begins with parts of the most blocks, and finds its way back to them once the crowded blocks are behind. */
export function createPartSize(mostBlocks: bigint): PartSize {
  let blocks = mostBlocks;
  return {
    endOf(first, last) {
      const end = first + blocks - 1n;
      return end < last ? end : last;
    },
    halve(first, end) {
      if (end === first) return false;
      blocks = (end - first + 1n) / 2n;
      return true;
    },
    grow() {
      blocks = blocks * 2n < mostBlocks ? blocks * 2n : mostBlocks;
    },
  };
}
