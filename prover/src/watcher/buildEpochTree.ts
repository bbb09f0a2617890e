import { createWatchTree } from '../uptime/createWatchTree.js';
import type { WatchTree } from '../uptime/WatchTree.js';
import { deriveWatchSalt } from './deriveWatchSalt.js';
import type { WatchIdentity } from './WatchIdentity.js';
import type { EpochRecord } from './WatchStore.js';

/**
 * The tree of an epoch's leaves, with the salts that the secret gives.
 *
 * @throws crypto/not-loaded before `loadPoseidon`
 */
export function buildEpochTree({
  identity,
  epoch,
  leaves,
}: { identity: WatchIdentity } & Pick<EpochRecord, 'epoch' | 'leaves'>): WatchTree {
  const { watcher } = identity;
  const records = leaves.map(({ provider, bitmap }, index) => ({
    index,
    provider,
    bitmap,
    salt: deriveWatchSalt({ ...identity, provider, epoch }),
  }));
  return createWatchTree({ watcher, epoch, records });
}
