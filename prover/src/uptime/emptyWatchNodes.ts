import { poseidon } from './poseidon.js';
import { WATCH_DEPTH } from './WATCH_DEPTH.js';

let cached: readonly bigint[] | undefined;

/**
 * Roots of empty watch trees by height: `emptyWatchNodes()[0]` = 0 for a leaf, `emptyWatchNodes()[WATCH_DEPTH]` for a whole tree
 * without a leaf.
 *
 * @throws crypto/not-loaded
 */
export function emptyWatchNodes(): readonly bigint[] {
  if (cached === undefined) {
    const nodes = [0n];
    for (let height = 0; height < WATCH_DEPTH; height++) {
      const below = nodes[height] ?? 0n;
      nodes.push(poseidon([below, below, below, below]));
    }
    cached = nodes;
  }
  return cached;
}
