import { createWatchTree, type WatchTree } from '@tallystick/prover/statements';
import type { Party } from './startCourtWorld.js';

/** What a watcher saw of some providers, as its tree of an epoch. */
export function treeOf(watcher: Party, epoch: number, seen: [provider: Party, bitmap: bigint][]): WatchTree {
  const records = seen.map(([provider, bitmap], i) => ({
    provider: provider.address,
    bitmap,
    salt: BigInt(watcher.address) * 1_000n + BigInt(epoch * 10 + i),
  }));
  return createWatchTree({ watcher: watcher.address, epoch, records });
}
