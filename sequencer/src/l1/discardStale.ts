import { fieldToHex } from '@tallystick/prover/core';
import { sequencerError } from '../errors.js';
import { discardFrom } from '../store/base/discardFrom.js';
import type { Store, StoreTables } from '../store/createStore.js';
import { opensAreQueued } from './opensAreQueued.js';

/**
 * Checks that the live batches stand on the base: each starts from the root and the place in the queue at which the one before ends, the
 * first from the base's, and each opens the accounts that the queue holds. From the first that doesn't, all are discarded.
 *
 * @returns the ids of those that were discarded, oldest first
 */
export async function discardStale(store: Pick<Store, 'transaction'>): Promise<number[]> {
  return store.transaction(async (tables) => {
    await tables.l1.lock();
    const { root, firstQueued } = await tables.l1.base();
    let expected = { root, firstQueued };
    for (const batch of await tables.batches.live()) {
      const { oldRoot, newRoot, firstSerial, openCount } = batch;
      const stands = oldRoot === expected.root && firstSerial === expected.firstQueued;
      if (!stands || !(await opensStand(tables, batch))) {
        const [given, wanted] = [fieldToHex(oldRoot), fieldToHex(expected.root)];
        const facts = stands
          ? { field: 'opens', batch: batch.id, firstSerial, openCount }
          : { field: 'root', batch: batch.id, given, expected: wanted };
        return discardFrom(tables, batch.id, sequencerError('sequencer/stale-batch', { facts }).toJSON());
      }
      expected = { root: newRoot, firstQueued: firstSerial + openCount };
    }
    return [];
  });
}

async function opensStand(
  { batches, opens }: Pick<StoreTables, 'batches' | 'opens'>,
  { id, firstSerial, openCount }: { id: number; firstSerial: number; openCount: number },
): Promise<boolean> {
  if (openCount === 0) return true;
  const { data } = await batches.content(id);
  return opensAreQueued(data.opens, await opens.range(firstSerial, openCount));
}
