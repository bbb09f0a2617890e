import type { WatchTree } from '../../statements/uptime/watchTree.js';
import { createWatchTree } from '../../statements/uptime/watchTree.js';
import type { WatchIdentity } from '../context.js';
import type { EpochRecord } from '../records/WatchStore.js';
import { deriveWatchSalt } from './deriveWatchSalt.js';

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
