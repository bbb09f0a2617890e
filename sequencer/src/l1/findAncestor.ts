import type { Hex } from 'viem';
import type { BlockHeader, Chain } from './Chain.js';

/**
 * The latest followed block that is still on the chain. Where one is, all before it are, so it takes about log2 questions.
 *
 * @param blocks Followed blocks, the latest first.
 * @returns undefined when none is
 */
export async function findAncestor({
  chain,
  blocks,
  latest,
}: {
  chain: Pick<Chain, 'block'>;
  blocks: readonly { number: bigint; hash: Hex }[];
  latest: Pick<BlockHeader, 'number'>;
}): Promise<bigint | undefined> {
  const candidates = blocks.filter(({ number }) => number <= latest.number);
  let [low, high] = [0, candidates.length];
  // Everything before `low` is gone, everything from `high` on stands.
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const candidate = candidates[middle];
    if (candidate && (await chain.block(candidate.number))?.hash === candidate.hash) high = middle;
    else low = middle + 1;
  }
  return candidates[low]?.number;
}
