import type { Address } from 'viem';
import type { Bitmap } from '../../statements/uptime/bitmap.js';
import { withSlot } from '../../statements/uptime/bitmap.js';
import type { WatchIdentity } from '../context.js';
import type { EpochRecord, SlotRecord, WatchStore } from '../records/WatchStore.js';
import { buildEpochTree } from './buildEpochTree.js';

const ALL_UP: Bitmap = (1n << 96n) - 1n;

/**
 * Decides what the watcher says of an epoch that is over: every slot recorded as down is down, every other one up, in doubt
 * for the provider. The decision is durable before anybody hears of it, so there is never a second one.
 *
 * @throws watcher/store-closed
 */
export async function decideEpoch(
  { store, identity }: { store: WatchStore; identity: WatchIdentity },
  epoch: number,
): Promise<EpochRecord> {
  const decided = store.epoch(epoch);
  if (decided !== undefined) return decided;
  const providers = (store.assignments(epoch) ?? []).map(({ provider }) => provider).sort(byAddress);
  const leaves = providers.map((provider) => ({ provider, bitmap: bitmapOf(store.slots(epoch, provider)) }));
  const { root } = buildEpochTree({ identity, epoch, leaves });
  return store.putEpoch({ epoch, root, leaves });
}

function bitmapOf(slots: Map<number, SlotRecord>): Bitmap {
  let bitmap = ALL_UP;
  for (const [slot, { outcome }] of slots) if (outcome === 'down') bitmap = withSlot(bitmap, slot, false);
  return bitmap;
}

function byAddress(a: Address, b: Address): number {
  return a.toLowerCase() < b.toLowerCase() ? -1 : 1;
}
